"""A printer over real TCP, sound and in every kind of trouble: what is on the paper, and what we say about it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from shared.paper.commands import picture_bytes
from shared.paper.pictures import Picture, without_orders
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


@pytest.mark.parametrize(
    "faults",
    [
        Faults(stale=b"\x12"),
        Faults(stale=b"\x12\x12\x12"),
        Faults(stale=b"\x1e\x00"),
        Faults(chatter=b"\x10\x00\x00\x0f"),
        Faults(chatter=b"\x11\x13"),
        Faults(marks=False),
        Faults(bytes_per_s=100_000),
        Faults(near_end=True, stale=b"\x12", chatter=b"\x14\x04\x00\x0f"),
    ],
    ids=[
        "stale",
        "three stale",
        "stale of another kind",
        "reports",
        "flow control",
        "no marks",
        "slow",
        "low",
    ],
)
def test_what_lies_between_the_answers_changes_nothing(faults: Faults, picture: Picture) -> None:
    with Emulator(faults=faults) as emulator:
        printer = open_printer(emulator.config)
        status = PrinterStatus.PAPER_LOW if faults.near_end else PrinterStatus.READY
        assert printer.print_picture(picture) is status
        assert emulator.slips == [picture]


@pytest.mark.parametrize("stale", [b"\x12", b"\x12\x12", b"\x12\x12\x12"])
@pytest.mark.parametrize(
    ("faults", "status"),
    [
        (Faults(out=True), PrinterStatus.PAPER_OUT),
        (Faults(cover=True), PrinterStatus.COVER_OPEN),
        (Faults(offline=True), PrinterStatus.OFFLINE),
    ],
)
def test_an_old_good_answer_does_not_hide_new_trouble(
    stale: bytes, faults: Faults, status: PrinterStatus
) -> None:
    with Emulator(faults=replace(faults, stale=stale)) as printer:
        assert open_printer(printer.config).status() is status


def test_dots_that_look_like_orders_disturb_no_printer() -> None:
    """Without care these rows would ask for the state, recover, and pulse the drawer."""
    row = b"\x10\x04\x01\x00\x10\x05\x02\x00\x10\x14\x01\x00\x00\x03\x05".ljust(72, b"\0")
    nasty = Picture(576, 40, without_orders(row * 40))
    with Emulator() as emulator:
        assert open_printer(emulator.config).print_picture(nasty) is PrinterStatus.READY
        asked = emulator.questions
        assert (emulator.slips, emulator.orders) == ([nasty], [])
        emulator.repair()
        assert asked == 6  # three before, three after


def test_orders_hidden_in_dots_would_be_seen_by_the_emulator() -> None:
    """The counterpart: it does obey what stands inside a raster, as printers do."""
    bare = Picture(576, 1, b"\x10\x14\x01".ljust(72, b"\0"))
    with Emulator() as emulator, contextlib.suppress(PrinterError):
        open_printer(emulator.config, HASTY).print_picture(bare)
        assert emulator.orders == [b"\x10\x14\x01"]


def test_the_slip_after_one_that_broke_off_is_whole(picture: Picture) -> None:
    """A printer waits for the rest of a raster even when the line breaks: the next slip must not become its dots."""
    with Emulator(faults=Faults(break_after=9000)) as emulator:
        printer = open_printer(emulator.config, HASTY)
        with pytest.raises(PrintUnknownError):
            printer.print_picture(picture)
        emulator.repair()
        assert printer.print_picture(picture) is PrinterStatus.READY
        half, whole = emulator.slips
        assert whole == picture
        assert half != picture
        assert emulator.unknown == []


def test_paper_put_in_again_lets_the_waiting_slip_out_once(picture: Picture) -> None:
    """Why "unknown" is never printed again by itself: the printer kept the slip and prints it when it can."""
    with Emulator(faults=Faults(out_after_rows=200)) as emulator:
        with pytest.raises(PrintUnknownError) as raised:
            open_printer(emulator.config, HASTY).print_picture(picture)
        assert raised.value.status is PrinterStatus.PAPER_OUT
        emulator.repair()
        assert emulator.wait_for(lambda printer: len(printer.roll.slips) == 1)
        assert emulator.slips == [picture]


def test_nobody_at_the_address_is_silence_and_nothing_printed(picture: Picture) -> None:
    with Emulator() as emulator:
        config = emulator.config
    printer = open_printer(config, HASTY)
    assert printer.status() is PrinterStatus.SILENT
    with pytest.raises(PrinterSilentError):
        printer.print_picture(picture)


TROUBLES = ("", "break_after", "mute_after", "out_after_rows", "out", "cover", "close", "stale")
BRISK = replace(HASTY, answer_s=0.25, mark_s=0.1, pause_s=0.25, finish_s=0.25)


def test_trouble_at_any_byte_and_no_lie(picture: Picture) -> None:
    """Printed is printed, refused is not, and each picture comes out at most once, whatever fails wherever."""
    small = [numbered(picture, n) for n in range(64)]
    job = len(picture_bytes(small[0], 576))
    printed: list[Picture] = []
    refused: list[Picture] = []
    with Emulator() as emulator:
        printer = open_printer(emulator.config, BRISK)
        for n, slip in enumerate(small):
            emulator.repair()
            emulator.faults.marks = n % 3 > 0
            give_trouble(emulator.faults, TROUBLES[n % len(TROUBLES)], n * 797 % (job + 12))
            try:
                printer.print_picture(slip)
                printed.append(slip)
            except PrinterError as error:
                if not error.maybe_printed:
                    refused.append(slip)
        emulator.repair()
        slips = emulator.slips
    assert len(printed) >= 12
    assert len(refused) >= 24
    assert [small.index(slip) for slip in printed if slips.count(slip) != 1] == []
    assert [small.index(slip) for slip in refused if slip in slips] == []
    assert [small.index(slip) for slip in small if slips.count(slip) > 1] == []


def give_trouble(faults: Faults, name: str, place: int) -> None:
    """Make it fail so, at that byte of the job, or row of the paper."""
    if name:
        values = {"break_after": place, "mute_after": place, "out_after_rows": place % 31, "stale": b"\x12"}
        setattr(faults, name, values.get(name, True))


def numbered(picture: Picture, number: int) -> Picture:
    """Return a short piece of a slip that no other number has."""
    rows = picture.data[72 * 100 : 72 * 130]
    return Picture(576, 31, bytes((0xFF, number, 0xFF)).ljust(72, b"\0") + rows)
