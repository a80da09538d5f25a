"""ARCHITECTURE's table of faults, read from the tests that hold them.

The words stand as literals in `@fault(…)` above each test of `tests/faults/`; the tests compare them with what they
saw (`tests/faults/aftermath.py`). They are read without running the tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parent.parent
ARCHITECTURE = _ROOT / "ARCHITECTURE.md"
TESTS = _ROOT / "tests/faults"
BEGIN = "<!-- made by `python -m deploy.generate` from tests/faults; do not edit -->\n"
END = "<!-- end -->\n"
_COLUMNS = ("fault", "told", "health", "records", "screens", "after", "how")
_HEADS = ("Fault", "Told", "Health meanwhile", "Records", "Screens", "It goes on", "Made in the test by")
_USUAL = {"records": "all, once", "screens": "true in 5 s", "after": "by itself"}


def fault_table() -> str:
    """Return the table in Markdown."""
    rows = [row for path in sorted(TESTS.glob("test_*.py")) for row in _rows(path)]
    lines = [_line(_HEADS), "|" + "---|" * len(_HEADS)]
    lines += [_line([row[column] for column in _COLUMNS]) for row in sorted(rows, key=lambda r: r["fault"])]
    return "\n".join(lines) + "\n"


def architecture() -> str:
    """Return ARCHITECTURE with the table as it should be. Raises ValueError when its place is not there."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{ARCHITECTURE.name} has no place for the table of faults")
    return f"{head}{begin}{fault_table()}{end}{tail}"


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "fault":
                    named = {k.arg: ast.literal_eval(k.value) for k in decorator.keywords if k.arg}
                    yield {**_USUAL, "fault": ast.literal_eval(decorator.args[0]), **named}
