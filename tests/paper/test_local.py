"""Printers at this computer's own sockets: the emulator at the end of a pseudo-terminal, and what is not plugged in."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.paper.pictures import Picture
from shared.paper.printers import (
    Kind,
    PrinterConfig,
    PrinterNotReadyError,
    PrinterSilentError,
    PrintUnknownError,
    Waits,
    open_printer,
)
from shared.paper.samples import sample_slip
from shared.paper.slips import draw
from shared.paper.states import PrinterStatus
from tests.paper.emulator import Emulator, Faults

KINDS: tuple[Kind, ...] = ("serial", "file")
HASTY = Waits(answer_s=0.4, mark_s=0.1, pause_s=0.4, send_s=5.0, finish_s=0.6)


class Cable:
    """The printer's end of a pseudo-terminal, in the shape of a socket."""

    def __init__(self, end: int) -> None:
        self._end = end

    def recv(self, size: int) -> bytes:
        """Wait for bytes; nothing once the other end is gone."""
        try:
            return os.read(self._end, size)
        except OSError:
            return b""

    def sendall(self, data: bytes) -> None:
        """Answer."""
        os.write(self._end, data)


@contextmanager
def plugged_in(faults: Faults | None = None) -> Iterator[tuple[Emulator, str]]:
    """Give an emulator and the device file it is behind."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    emulator = Emulator(faults=faults)
    thread = threading.Thread(target=emulator.talk, args=(Cable(ours),), daemon=True)
    thread.start()
    try:
        yield emulator, os.ttyname(theirs)
    finally:
        emulator.stop()
        os.close(theirs)
        thread.join(20)
        os.close(ours)


@pytest.fixture(scope="module")
def picture() -> Picture:
    """A slip."""
    return draw(sample_slip("th"), 576)


def config(kind: Kind, path: str) -> PrinterConfig:
    """Return how to reach it."""
    return PrinterConfig(kind=kind, address=path, width=576, model="TM-T20II")


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_comes_out_of_a_printer_on_a_wire(kind: Kind, picture: Picture) -> None:
    with plugged_in(Faults(near_end=True)) as (emulator, path):
        printer = open_printer(config(kind, path))
        assert printer.status() is PrinterStatus.PAPER_LOW
        assert printer.print_picture(picture) is PrinterStatus.PAPER_LOW
        assert (emulator.slips, emulator.unknown) == ([picture], [])


@pytest.mark.parametrize("kind", KINDS)
def test_its_trouble_is_told_before_anything_is_sent(kind: Kind, picture: Picture) -> None:
    with plugged_in(Faults(cover=True)) as (emulator, path):
        with pytest.raises(PrinterNotReadyError) as raised:
            open_printer(config(kind, path)).print_picture(picture)
        assert raised.value.status is PrinterStatus.COVER_OPEN
        assert emulator.roll.rows == []


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_stops_reading_is_unknown_within_a_moment(kind: Kind, picture: Picture) -> None:
    with plugged_in(Faults(stall_after=5000)) as (emulator, path):
        with pytest.raises(PrintUnknownError):
            open_printer(config(kind, path), HASTY).print_picture(picture)
        assert emulator.slips == []


@pytest.mark.parametrize("kind", ["serial", "file", "usb"])
def test_what_is_not_plugged_in_is_silent(kind: Kind, picture: Picture) -> None:
    address = "0000:0000" if kind == "usb" else "/dev/tonsai-no-such-printer"
    printer = open_printer(config(kind, address), HASTY)
    assert printer.status() is PrinterStatus.SILENT
    with pytest.raises(PrinterSilentError):
        printer.print_picture(picture)
