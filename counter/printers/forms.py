"""The form of a printer: one address out of the fields of its way, and the fields that cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from shared.domain.printing import (
    AT_SERVER,
    BAUD,
    LATE_BOUNDS_S,
    PORT,
    WAYS,
    PrinterConfig,
    Way,
    wrong_parts,
)
from shared.domain.thai import arabic_digits
from shared.paper.commands import list_models

Form = Mapping[str, str]
NAMES = ("way", "host", "port", "usb", "serial", "baud", "file", "agent", "width", "model")
"""The fields, in the order of the page."""
_DEVICE_FIELD = {"serial": "serial", "file": "file"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says, and the fields in which it cannot be."""

    config: PrinterConfig
    wrong: tuple[str, ...]


def read_printer(form: Form, agents: Mapping[int, str]) -> Typed:
    """Return the printer of a form. `agents`: the print agents there are."""
    way = form.get("way", "")
    if way not in WAYS:
        return Typed(PrinterConfig(), ("way",))
    agent, width = _whole(form, "agent"), _whole(form, "width")
    config = PrinterConfig(
        way=cast("Way", way),
        address=_address(form, way),
        width=width if width is not None else 0,
        agent=agent if way == "agent" and agent in agents else None,
        model=form.get("model", "") if way in AT_SERVER else "",
        baud=(_whole(form, "baud") or 0) if way == "serial" else BAUD,
    )
    if way == "none":
        config = replace(config, width=PrinterConfig().width)
    wrong = [_DEVICE_FIELD[way] if part == "device" else part for part in wrong_parts(config)]
    if config.model and config.model not in list_models(config.width):
        wrong.append("model")
    return Typed(config, tuple(name for name in NAMES if name in wrong))


def fields_of(config: PrinterConfig) -> dict[str, str]:
    """Return what the form shows for a printer."""
    host, port = "", str(PORT)
    if config.way == "network":
        head, colon, tail = config.address.rpartition(":")
        host, port = (head, tail) if colon else (tail, port)
    return {
        "way": config.way,
        "host": host,
        "port": port,
        "usb": config.address if config.way == "usb" else "",
        "serial": config.address if config.way == "serial" else "",
        "baud": str(config.baud),
        "file": config.address if config.way == "file" else "",
        "agent": str(config.agent or ""),
        "width": str(config.width),
        "model": config.model,
    }


def read_late(form: Form) -> int | None:
    """Return the seconds after which a slip is too late, or None for what cannot be."""
    found = _whole(form, "late_s")
    return found if found is not None and LATE_BOUNDS_S[0] <= found <= LATE_BOUNDS_S[1] else None


def _address(form: Form, way: str) -> str:
    if way == "network":
        port = arabic_digits(_line(form, "port")) or str(PORT)
        return f"{_line(form, 'host')}:{port}"
    return _line(form, way).lower() if way == "usb" else _line(form, way) if way in _DEVICE_FIELD else ""


def _line(form: Form, name: str) -> str:
    return form.get(name, "").strip()[:260]


def _whole(form: Form, name: str) -> int | None:
    typed = arabic_digits(_line(form, name))
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else None
