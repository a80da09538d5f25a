"""What printing a slip means: the states of a job and of a printer, the ways to print, when a slip is too late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, get_args

PrinterState = Literal["ready", "paper_low", "paper_out", "cover_open", "offline", "silent"]
PRINTER_STATES: tuple[str, ...] = get_args(PrinterState)
PRINTABLE = frozenset({"ready", "paper_low"})
"""States in which a slip comes out; in every other one the number is to be remembered."""
Way = Literal["none", "network", "usb", "serial", "file", "agent", "browser"]
WAYS: tuple[str, ...] = get_args(Way)
AT_SERVER = frozenset({"network", "usb", "serial", "file"})
"""The server itself speaks to the printer."""
WATCHED = AT_SERVER | {"agent"}
"""Somebody asks the printer how it is; a browser cannot."""
WIDTHS = (384, 512, 576)
"""Dots of 58 mm, of older 80 mm and of 80 mm paper."""
LATE_S = 120
"""Seconds after the press; a slip that comes later lies in the tray for somebody else to take."""
LATE_BOUNDS_S = (30, 600)
"""What an office may set: less would lose slips at a change of the roll, more leaves strangers' slips in the tray."""
BAUDS = (9600, 19_200, 38_400, 57_600, 115_200)
BAUD = BAUDS[-1]
PORT = 9100
"""Where a network printer listens when nothing else is said."""
MOST_TRIES = 3
LOOK_S = 2.0
"""Seconds between two looks at a printer that rests."""
SILENT_AFTER_S = 4.0
"""An agent looks as often and says what it saw; one that has said nothing for so long is silent."""
NOT_SENT = "not_sent"
"""Why a try ended before a single dot was sent: only then may the same job be tried again."""


class JobState(StrEnum):
    """Where a print job stands. `printed`, `failed` and `expired` are final."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """How a device prints. `address` is `host:port`, a device file or `vendor:product` of USB, where one is needed.

    `model` is a profile of python-escpos, or nothing: then one that fits the width. `baud` is for serial ports.
    """

    way: Way = "none"
    address: str = ""
    width: int = 576
    agent: int | None = None
    """With the way `agent`: the device that fetches the jobs."""
    model: str = ""
    baud: int = BAUD


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What the office has set about paper: the printer of each device, by device id, and when a slip is too late."""

    printers: Mapping[int, PrinterConfig] = field(default_factory=dict)
    late_s: int = LATE_S
    template: str | None = None
    """The office's own template; None is the built-in one."""
    jawi: str = ""
    """A line of Jawi written by a local reader; empty by default."""
    rule: bool = True
    """The published rule of order stands on the slip."""
    logo: bool = True
    """The office's logo stands on the slip, where it has one."""

    def of(self, device_id: int) -> PrinterConfig:
        """Return how a device prints; one that was never set up prints nothing."""
        return self.printers.get(device_id, PrinterConfig())

    def at_server(self) -> dict[int, PrinterConfig]:
        """Return the printers that the server itself speaks to, by device id."""
        return {device: config for device, config in self.printers.items() if config.way in AT_SERVER}

    def for_agent(self, agent: int) -> dict[int, PrinterConfig]:
        """Return the printers that an agent serves, by device id."""
        return {d: c for d, c in self.printers.items() if c.way == "agent" and c.agent == agent}


_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_USB = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}")
_DEVICE = re.compile(r"/dev/(?:[A-Za-z0-9_][A-Za-z0-9_.:-]*/)*[A-Za-z0-9_][A-Za-z0-9_.:-]*")


def split_address(address: str) -> tuple[str, int]:
    """Return host and port of a network printer; raises ValueError for what is neither."""
    host, colon, port = address.rpartition(":")
    return (host, int(port)) if colon else (address, PORT)


def wrong_parts(config: PrinterConfig) -> tuple[str, ...]:
    """Return what cannot be: `way`, `host`, `port`, `usb`, `device`, `baud`, `agent`, `width`.

    Whether something answers there is another question, which only the printer's state tells.
    """
    wrong = ["width"] if config.width not in WIDTHS else []
    wrong += ["way"] if config.way not in WAYS else []
    match config.way:
        case "network":
            host, colon, port = config.address.rpartition(":")
            wrong += [] if _HOST.fullmatch(host if colon else port) else ["host"]
            right = not colon or (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65_535)
            wrong += [] if right else ["port"]
        case "usb":
            wrong += [] if _USB.fullmatch(config.address) else ["usb"]
        case "serial" | "file":
            wrong += [] if _DEVICE.fullmatch(config.address) else ["device"]
            wrong += [] if config.way == "file" or config.baud in BAUDS else ["baud"]
        case "agent":
            wrong += [] if config.agent is not None else ["agent"]
        case "none" | "browser":
            pass
    return tuple(wrong)


def read_paper(settings: Mapping[str, Any]) -> PaperSettings:
    """Read the office's settings; what is missing has its default, so that a site from before paper works."""
    kept = settings.get("paper", {})
    return PaperSettings(
        printers={int(device): PrinterConfig(**entry) for device, entry in kept.get("printers", {}).items()},
        late_s=int(kept.get("late_s", LATE_S)),
        template=kept.get("template"),
        jawi=kept.get("jawi") or "",
        rule=kept.get("rule", True),
        logo=kept.get("logo", True),
    )


def is_late(*, age_s: int, late_s: int, copy: int, ticket_state: str | None) -> bool:
    """True when a slip would come too late: after its minutes, or when its holder was called or left already.

    A copy that staff asked for (`copy` > 0) and a test print know only the minutes: somebody stands there and waits.
    """
    if not 0 <= age_s <= late_s:
        return True
    return copy == 0 and ticket_state is not None and ticket_state != "waiting"


def after_try(outcome: str, tries: int) -> tuple[JobState, str | None]:
    """Return where a job goes after a try: printed, again in the queue, or failed with the reason.

    Only what never reached the printer may be tried again. Whatever may lie in the tray is never sent twice.
    """
    if outcome == "printed":
        return JobState.PRINTED, None
    if outcome == NOT_SENT and tries < MOST_TRIES:
        return JobState.QUEUED, None
    return JobState.FAILED, outcome
