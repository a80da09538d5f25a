"""The emulator itself: what it reads is what python-escpos writes, in all its ways, however the stream is cut up."""

from __future__ import annotations

import pytest
from escpos.printer import Dummy

from shared.paper.commands import picture_bytes, question
from shared.paper.pictures import Picture
from shared.paper.samples import sample_slip
from shared.paper.slips import draw
from tests.paper.paper_roll import Reader, Roll


@pytest.fixture(scope="module")
def picture() -> Picture:
    """A slip for the widest paper."""
    return draw(sample_slip("en"), 576)


def read(data: bytes, size: int) -> tuple[Roll, Reader]:
    """Return roll and reader after a stream that came in pieces of `size` bytes."""
    roll = Roll(576)
    reader = Reader(roll, lambda: True, lambda: None)
    for at in range(0, len(data), size):
        reader.feed(data[at : at + size])
    return roll, reader


@pytest.mark.parametrize("size", [1, 7, 1460, 1 << 20])
def test_a_slip_is_read_however_it_is_cut_up(size: int, picture: Picture) -> None:
    roll, reader = read(picture_bytes(picture, 576), size)
    assert (roll.slips, roll.rows, reader.unknown) == ([picture], [], [])


@pytest.mark.parametrize("way", ["bitImageRaster", "graphics", "bitImageColumn"])
def test_every_way_of_sending_a_picture_comes_out_the_same(way: str, picture: Picture) -> None:
    writer = Dummy(profile="TM-T20II")
    writer.image(picture.image(), impl=way)
    roll, reader = read(bytes(writer.output), 1000)
    out = b"".join(roll.rows)
    assert out[: len(picture.data)] == picture.data
    # Columns come in bands of 24 dots: the last may be white at its foot.
    assert not any(out[len(picture.data) :])
    assert reader.unknown == []


def test_a_tall_picture_in_several_pieces_is_one(picture: Picture) -> None:
    tall = Picture(576, picture.height * 3, picture.data * 3)
    roll, _ = read(picture_bytes(tall, 576), 1460)
    assert roll.slips == [tall]


def test_questions_between_pictures_leave_no_trace(picture: Picture) -> None:
    job = picture_bytes(picture, 576)
    roll, reader = read(question(1) + job + question(4) + question(2) + job, 5)
    assert (roll.slips, reader.unknown) == ([picture, picture], [])


def test_letters_would_be_noticed(picture: Picture) -> None:
    _, reader = read(b"A" + picture_bytes(picture, 576), 100)
    assert reader.unknown == [b"A"]
