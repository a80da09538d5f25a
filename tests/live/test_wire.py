"""The wire, without Redis: nobody waits for it, and what is none of ours is no news."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from shared.live.wire import News, Silence, Wire, decode, encode, find_fault


@pytest.mark.parametrize(
    "news",
    [
        News("one", {1: 7, 300: 12345}, frozenset({3, 1}), paper=True),
        News("one", {}, frozenset()),
        News("one", {2: 1}),
    ],
)
def test_news_arrive_as_they_were_sent(news: News) -> None:
    assert decode(encode(news)) == news


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b"7", b'"text"', b"\xff\xfe", None, 7, "text",
        b'{"process": "x"}', b'{"process": 1, "heads": [], "here": null, "paper": false}',
        b'{"process": "x", "heads": [[1]], "here": null, "paper": false}',
        b'{"process": "x", "heads": [["1", 2]], "here": null, "paper": false}',
        b'{"process": "x", "heads": [[1, true]], "here": null, "paper": false}',
        b'{"process": "x", "heads": 3, "here": null, "paper": false}',
        b'{"process": "x", "heads": [], "here": {"a": 1}, "paper": false}',
        b'{"process": "x", "heads": [], "here": 3, "paper": false}',
        b" " * 1_000_001,
    ],
    ids=range(19),
)  # fmt: skip
def test_what_a_stranger_says_on_the_channel_is_no_news(data: object) -> None:
    assert decode(data) is None


def test_where_no_redis_answers_telling_takes_no_time_and_the_newest_is_kept(tmp_path: Path) -> None:
    wire = Wire(f"unix://{tmp_path}/nobody", "channel", heard=lambda _: None, here=tuple)
    wire.start()
    began = monotonic()
    for seq in range(1000):
        wire.tell({1: seq, 2: 1000 - seq})
        wire.tell_of_paper()
    assert monotonic() - began < 0.5
    assert not wire.hears
    wire.stop()
    assert (wire._heads, wire._paper) == ({1: 999, 2: 1}, True)


def test_a_redis_that_is_not_there_is_named(tmp_path: Path) -> None:
    fault = find_fault(f"unix://{tmp_path}/nobody")
    assert fault is not None
    assert "No such file" in fault


def test_a_process_that_is_alone_tells_nobody() -> None:
    wire = Silence()
    wire.start()
    wire.tell({1: 1})
    wire.tell_of_paper()
    wire.stop()
    assert not wire.hears
