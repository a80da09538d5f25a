"""Whether an office's template is fit to print with, tried in a process of its own.

There it may loop for ever or eat memory without harm, finds no file and no way out to a network, and has to draw
every kind of slip in every width and language before it may replace the one that works. Each slip must have its number
large enough to be read across a desk and its QR readable by a phone. The preview is drawn there too.
"""

from __future__ import annotations

import base64
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

import orjson

from shared.domain.thai import Language
from shared.paper.measuring import LEAST_NUMBER_MM, is_code_readable, number_mm
from shared.paper.pictures import Picture
from shared.paper.samples import PLAIN, Dress, hard_slips, sample_slip
from shared.paper.slips import WIDTHS, Slip, draw
from shared.paper.typesetting import TemplateError, refuse_reaching_out

CHECK_S = 60.0
CHECK_CPU_S, PREVIEW_CPU_S = 20, 6
"""Seconds of a processor: for everything drawn and measured, and for one picture."""
SLIP_S = 0.75
"""The most of a processor one slip may take: from press to paper there are two seconds."""
MEMORY_BYTES = 1 << 30
POLITE = 10
"""The process stands back behind the hall."""
NOWHERE = {
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}
"""Whatever asks for something outside is sent to a port where nobody is."""
_one_at_a_time = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `longest_mm` is of the longest slip: more than `slips.LONGEST_MM` costs paper, no more."""

    error: TemplateError | None
    longest_mm: float = 0.0


def check_template(source: str, dress: Dress = PLAIN) -> Checked:
    """Try a template with every kind of slip in every width and language."""
    try:
        found = _ask({"source": source, "cpu_s": CHECK_CPU_S, **_packed(dress)}, source)
    except TemplateError as error:
        return Checked(error)
    return Checked(_error(found["error"]), found["longest_mm"])


def draw_preview(source: str | None, dress: Dress, width: int, language: Language) -> bytes:
    """Return the sample slip as PNG, dot for dot; None is the shipped template. Raises TemplateError."""
    view = {"width": width, "language": language}
    asked = {"source": source, "cpu_s": PREVIEW_CPU_S, **view, **_packed(dress)}
    found = _ask(asked, source or "")
    if found["error"] is not None:
        raise _error(found["error"]) or TemplateError(None, "", "wrong")
    return base64.b64decode(found["png"])


def _ask(asked: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Hand a task to a process of its own; raise TemplateError when it is refused or killed.

    Under gevent this waits in the loop itself: whoever comes meanwhile is served.
    """
    refuse_reaching_out(source)
    environment = {**os.environ, **NOWHERE, **{name.lower(): value for name, value in NOWHERE.items()}}
    with _one_at_a_time:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "shared.paper.checking"],
                input=orjson.dumps(asked), capture_output=True, timeout=CHECK_S, env=environment, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise TemplateError(None, f"drawing takes more than {CHECK_S:.0f} seconds", "too_slow") from None
    if done.returncode != 0:
        raise TemplateError(None, "drawing takes too much memory or time", "too_heavy")
    answer: dict[str, Any] = orjson.loads(done.stdout)
    return answer


def _packed(dress: Dress) -> dict[str, Any]:
    logo = base64.b64encode(dress.logo).decode() if dress.logo is not None else None
    return {"dress": {"office": dress.office, "rule": dress.rule, "jawi": dress.jawi, "logo": logo}}


def _unpacked(packed: Mapping[str, Any]) -> Dress:
    logo = base64.b64decode(packed["logo"]) if packed["logo"] is not None else None
    return Dress(packed["office"], packed["rule"], packed["jawi"], logo)


def _error(found: Mapping[str, Any] | None) -> TemplateError | None:
    return TemplateError(found["line"], found["reason"], found["code"]) if found is not None else None


def find_longest(source: str, dress: Dress) -> float:
    """Draw and measure everything; return the longest slip in mm or raise the first fault."""
    longest = 0.0
    for language in get_args(Language):
        for slip in hard_slips(language, dress):
            for width in WIDTHS:
                longest = max(longest, _draw_quickly(slip, width, source).height_mm)
        for width in WIDTHS:
            _measure(hard_slips(language, dress)[1], width, source)
    return longest


def _draw_quickly(slip: Slip, width: int, source: str) -> Picture:
    began = time.process_time()
    picture = draw(slip, width, source, strict=True)
    if time.process_time() - began > SLIP_S:
        raise TemplateError(None, f"one slip takes more than {SLIP_S} seconds", "too_slow")
    if not any(picture.data):
        raise TemplateError(None, "the slip is empty", "empty")
    return picture


def _measure(slip: Slip, width: int, source: str) -> None:
    again = partial(draw, width_dots=width, template=source, strict=True)
    where = f"at {width} dots in {slip.language}"
    high = number_mm(again, slip)
    if high < LEAST_NUMBER_MM:
        found = (
            f"{high:.1f} mm high {where}, less than {LEAST_NUMBER_MM} mm" if high else f"not there {where}"
        )
        raise TemplateError(None, f"the number is {found}", "small_number" if high else "no_number")
    if not is_code_readable(again, slip):
        reason = f"the QR code {where} is missing, covered, bent, too small or without white around it"
        raise TemplateError(None, reason, "no_code")


def answer_for(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the process answers to a task."""
    dress = _unpacked(asked["dress"])
    try:
        if "width" not in asked:
            return {"error": None, "longest_mm": find_longest(asked["source"], dress)}
        slip = dress.on(sample_slip(asked["language"]))
        picture = draw(slip, asked["width"], asked["source"], strict=True)
        return {"error": None, "png": base64.b64encode(picture.png()).decode()}
    except TemplateError as error:
        told = {"line": error.line, "reason": error.reason, "code": error.code}
        return {"error": told, "longest_mm": 0.0}


def main() -> None:
    """Read a task from standard input, answer on standard output."""
    os.nice(POLITE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    asked = orjson.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (asked["cpu_s"], asked["cpu_s"]))
    sys.stdout.buffer.write(orjson.dumps(answer_for(asked)))


if __name__ == "__main__":
    main()
