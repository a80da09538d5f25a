"""A printer over real TCP, sound and in every kind of trouble: what is on the paper, and what we say about it."""

from __future__ import annotations

import pytest

from shared.paper.pictures import Picture
from shared.paper.printers import (
    PrinterConfig,
    PrinterElsewhereError,
    PrinterError,
    PrinterNotReadyError,
    PrinterSilentError,
    PrintUnknownError,
    Waits,
    open_printer,
)
from shared.paper.samples import sample_slip
from shared.paper.slips import WIDTHS, draw
from shared.paper.states import PrinterStatus
from tests.paper.emulator import Emulator, Faults

HASTY = Waits(connect_s=2.0, answer_s=0.4, mark_s=0.1, pause_s=0.4, send_s=5.0, finish_s=0.6)


@pytest.fixture(scope="module")
def picture() -> Picture:
    """A whole slip for the widest paper."""
    return draw(sample_slip("th"), 576)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_comes_out_is_the_picture_that_went_in(width: int) -> None:
    picture = draw(sample_slip("ms"), width)
    with Emulator(width) as printer:
        assert open_printer(printer.config).print_picture(picture) is PrinterStatus.READY
        out = printer.slips[0] if printer.slips else printer.roll.tear()
        assert out.data[: len(picture.data)] == picture.data
        assert not any(out.data[len(picture.data) :])
        assert (printer.unknown, printer.orders) == ([], [])


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        (Faults(), PrinterStatus.READY),
        (Faults(near_end=True), PrinterStatus.PAPER_LOW),
        (Faults(out=True), PrinterStatus.PAPER_OUT),
        (Faults(cover=True), PrinterStatus.COVER_OPEN),
        (Faults(cover=True, out=True), PrinterStatus.COVER_OPEN),
        (Faults(offline=True), PrinterStatus.OFFLINE),
        (Faults(mute=True), PrinterStatus.SILENT),
        (Faults(close=True), PrinterStatus.SILENT),
    ],
)
def test_its_state_is_told_in_one_word(faults: Faults, status: PrinterStatus) -> None:
    with Emulator(faults=faults) as printer:
        assert open_printer(printer.config, HASTY).status() is status


@pytest.mark.parametrize(
    ("faults", "error", "status"),
    [
        (Faults(out=True), PrinterNotReadyError, PrinterStatus.PAPER_OUT),
        (Faults(cover=True), PrinterNotReadyError, PrinterStatus.COVER_OPEN),
        (Faults(offline=True), PrinterNotReadyError, PrinterStatus.OFFLINE),
        (Faults(mute=True), PrinterSilentError, PrinterStatus.SILENT),
        (Faults(close=True), PrinterSilentError, PrinterStatus.SILENT),
        (Faults(mute_after=2000), PrintUnknownError, PrinterStatus.SILENT),
        (Faults(stall_after=2000), PrintUnknownError, PrinterStatus.SILENT),
        (Faults(break_after=2000), PrintUnknownError, PrinterStatus.SILENT),
        (Faults(out_after_rows=200), PrintUnknownError, PrinterStatus.PAPER_OUT),
        (Faults(cover_after_rows=200), PrintUnknownError, PrinterStatus.COVER_OPEN),
    ],
)
def test_what_may_be_printed_and_what_is_surely_not(
    faults: Faults, error: type[PrinterError], status: PrinterStatus, picture: Picture
) -> None:
    with Emulator(faults=faults) as printer:
        with pytest.raises(PrinterError) as raised:
            open_printer(printer.config, HASTY).print_picture(picture)
        assert type(raised.value) is error
        assert raised.value.status is status
        if not raised.value.maybe_printed:
            assert printer.roll.rows == []
        # The mute one did its work and said nothing: that is why "unknown" is not "not printed".
        assert printer.slips == ([picture] if faults.mute_after else [])


def test_kinds_that_are_printed_elsewhere_are_refused() -> None:
    with pytest.raises(PrinterElsewhereError):
        open_printer(PrinterConfig(kind="browser"))
