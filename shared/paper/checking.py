"""Whether an office's template is fit to print with, tried in a process of its own.

There it may loop for ever or eat memory without harm, finds no file and no way out to a network, and has to draw
every kind of slip in every width and language before it may replace the one that works.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import get_args

import orjson

from shared.domain.thai import Language
from shared.paper.pictures import DOTS_PER_MM
from shared.paper.samples import hard_slips
from shared.paper.slips import LONGEST_MM, WIDTHS, draw
from shared.paper.typesetting import TemplateError, refuse_reaching_out

CHECK_S = 60.0
CHECK_CPU_S = 20
SLIP_S = 0.75
"""The most of a processor one slip may take: from press to paper there are two seconds."""
MEMORY_BYTES = 1 << 30
NOWHERE = {
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}
"""Whatever asks for something outside is sent to a port where nobody is."""


def check_template(source: str, *, longest_mm: int = LONGEST_MM) -> TemplateError | None:
    """Return what is wrong with a template, or None when every slip comes out of it."""
    try:
        refuse_reaching_out(source)
    except TemplateError as error:
        return error
    asked = orjson.dumps({"source": source, "longest_mm": longest_mm})
    environment = {**os.environ, **NOWHERE, **{name.lower(): value for name, value in NOWHERE.items()}}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "shared.paper.checking"],
            input=asked, capture_output=True, timeout=CHECK_S, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return TemplateError(None, f"drawing takes more than {CHECK_S:.0f} seconds", "too_slow")
    if done.returncode != 0:
        return TemplateError(None, "drawing takes too much memory or time", "too_heavy")
    found = orjson.loads(done.stdout)
    return TemplateError(found["line"], found["reason"], found["code"]) if found else None


def find_fault(source: str, longest_mm: int) -> TemplateError | None:
    """Draw everything; return the first fault. For the process made for it."""
    for language in get_args(Language):
        for slip in hard_slips(language):
            for width in WIDTHS:
                began = time.process_time()
                try:
                    picture = draw(slip, width, source, longest_mm=longest_mm, strict=True)
                except TemplateError as error:
                    return error
                if time.process_time() - began > SLIP_S:
                    return TemplateError(None, f"one slip takes more than {SLIP_S} seconds", "too_slow")
                if picture.height > longest_mm * DOTS_PER_MM:
                    return TemplateError(
                        None,
                        f"{picture.height_mm:.0f} mm long at {width} dots in {language}, "
                        f"more than {longest_mm} mm",
                        "too_long",
                    )
                if not any(picture.data):
                    return TemplateError(None, "the slip is empty", "empty")
    return None


def main() -> None:
    """Read a template from standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHECK_CPU_S, CHECK_CPU_S))
    asked = orjson.loads(sys.stdin.buffer.read())
    error = find_fault(asked["source"], asked["longest_mm"])
    answer = None if error is None else {"line": error.line, "reason": error.reason, "code": error.code}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
