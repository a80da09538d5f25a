"""Files made from the code: the scripts' types of board and desk, the table of faults.

`--check` fails when one is out of date.
"""

from __future__ import annotations

import dataclasses
import sys
import typing
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from deploy.faults import ARCHITECTURE, architecture
from shared.live import values

_TYPES = Path(__file__).parent.parent / "shared/static/types/values.d.ts"
_SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null"}
_HEADER = "// Made from shared/live/values.py by `python -m deploy.generate`. Do not edit.\n"


def value_types() -> str:
    """Return the TypeScript declarations of every value that goes over a socket."""
    parts = [_HEADER]
    for cls in vars(values).values():
        if dataclasses.is_dataclass(cls) and isinstance(cls, type) and cls.__module__ == values.__name__:
            hints = typing.get_type_hints(cls)
            fields = "".join(f"  {f.name}: {_type(hints[f.name])};\n" for f in dataclasses.fields(cls))
            summary = (cls.__doc__ or "").strip().splitlines()[0]
            parts.append(f"/** {summary} */\nexport interface {cls.__name__} {{\n{fields}}}\n")
    return "\n".join(parts)


def _type(hint: Any) -> str:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint.__name__
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in args)
    if origin in (typing.Union, UnionType):
        return " | ".join(_type(arg) for arg in args)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            inner = _type(args[0])
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        return f"[{', '.join(_type(arg) for arg in args)}]"
    raise TypeError(f"no script type for {hint!r}")


def main() -> None:
    """Write the files, or with `--check` compare them."""
    made = {_TYPES: value_types(), ARCHITECTURE: architecture()}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            sys.stderr.write(f"{path.name} is out of date: run python -m deploy.generate\n")
        sys.exit(1 if stale else 0)
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path])


if __name__ == "__main__":
    main()
