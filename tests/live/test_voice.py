"""What the board tells a screen to say, and that nothing half is ever said."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from counter.voice import actions
from shared.domain.speech import needed_clips
from shared.domain.thai import Language
from shared.live.voice import LONGEST_MS, half_recorded, missing_clips
from shared.store.voices import NewClip, digest_of
from shared.voice.wav import make_clip
from tests.office import Office
from tests.refusals import refused
from tests.voice.sounds import tone

LETTERS, COUNTERS = "ABC", (1, 2, 3)


def clip(language: str, name: str, *, ms: int = 0) -> NewClip:
    """A clip whose sound is its own, so that its address tells which one it is."""
    sound = f"{language}:{name}".encode()
    return NewClip(name, sound, ms or 400, "recorded")


def record(office: Office, language: Language, *, without: Iterable[str] = (), ms: int = 0) -> None:
    wanted = [c.name for c in needed_clips(language, LETTERS, COUNTERS) if c.name not in set(without)]
    office.take_turn(
        lambda turn: actions.keep(turn, language=language, clips=[clip(language, n, ms=ms) for n in wanted])
    )


def said(office: Office) -> list[tuple[str, list[str]]]:
    """Return what the newest call says: language and names of clips."""
    names = {
        kept.digest: name
        for voice in office.snapshot().config.voices.values()
        for name, kept in voice.clips.items()
    }
    return [(s.language, [names[d] for d in s.full]) for s in office.snapshot().board.calls[0].speech]


def test_a_call_is_said_in_thai_first_and_then_in_the_tickets_language(office: Office) -> None:
    record(office, "th")
    record(office, "ms")
    office.issue("A", language="ms")
    office.ana.open().call_next()
    assert said(office) == [
        ("th", ["please", "letter-a", "digit-0", "digit-0", "digit-1", "counter", "digit-1", "ending"]),
        ("ms", ["please", "letter-a", "digit-0", "digit-0", "digit-1", "counter", "digit-1"]),
    ]


def test_a_language_with_one_clip_missing_is_left_out_and_the_supervisor_is_told(office: Office) -> None:
    record(office, "th", without=["digit-0"])
    record(office, "ms")
    office.issue("A", language="ms")
    office.ana.open().call_next()
    assert [language for language, _ in said(office)] == ["ms"]
    told = [a for a in office.snapshot().desk.attention if a.code == "voice_missing"]
    assert [(a.subject, a.value) for a in told] == [("th", 1)]


def test_a_language_nobody_has_begun_to_record_is_no_alarm(office: Office) -> None:
    config = office.snapshot().config
    assert half_recorded(config) == ()
    assert len(missing_clips(config, "th")) == len(needed_clips("th", LETTERS, COUNTERS))


def test_a_call_older_than_a_minute_is_not_news_and_says_nothing(office: Office) -> None:
    record(office, "th")
    office.issue("A")
    office.ana.open().call_next()
    assert said(office) != []
    office.clock.advance(seconds=61)
    assert office.snapshot().board.calls[0].speech == ()


def test_a_call_in_two_languages_of_a_slow_speaker_loses_the_second_beginning(office: Office) -> None:
    record(office, "th", ms=500)
    record(office, "ms", ms=600)
    office.issue("A", language="ms")
    office.ana.open().call_next()
    thai, malay = office.snapshot().board.calls[0].speech
    assert thai.ms > LONGEST_MS / 2
    assert malay.full == malay.brief
    assert malay.ms == malay.brief_ms


def test_the_version_changes_with_the_clips_so_that_screens_fetch_them(office: Office) -> None:
    assert office.snapshot().board.voice.version == ""
    record(office, "th")
    first = office.snapshot().board.voice.version
    office.take_turn(
        lambda turn: actions.keep(turn, language="th", clips=[NewClip("please", b"anew", 300, "recorded")])
    )
    second = office.snapshot().board.voice.version
    assert "" != first != second != ""
    office.take_turn(lambda turn: actions.drop(turn, language="th", names=["please"]))
    assert office.snapshot().board.voice.version not in (first, second)


def test_a_clip_of_no_known_name_is_refused_and_nothing_of_the_pack_is_kept(office: Office) -> None:
    with refused("voice.unknown_clip", clip="digit-10"):
        office.take_turn(
            lambda turn: actions.keep(
                turn, language="th", clips=[clip("th", "digit-1"), clip("th", "digit-10")]
            )
        )
    assert office.snapshot().config.voices == {}


def test_a_clip_that_is_gone_cannot_be_removed_again(office: Office) -> None:
    with refused("voice.no_clip"):
        office.take_turn(lambda turn: actions.drop(turn, language="th", names=["please"]))


def test_the_journal_keeps_that_the_speaker_agreed_and_not_their_name(office: Office) -> None:
    office.take_turn(
        lambda turn: actions.name_speaker(
            turn, language="ms", speaker="Mek Suara", gender="female", agreed=True
        )
    )
    voice = office.snapshot().config.voices["ms"]
    assert voice.speaker == "Mek Suara"
    assert voice.consent_at is not None
    facts = office.facts("voice.speaker_named")
    assert [data["agreed"] for _, data in facts] == [True]
    assert "Mek Suara" not in str(facts)


@pytest.mark.parametrize("name", ["please", "digit-7"])
def test_a_sound_that_came_in_comes_out_at_its_address(office: Office, name: str) -> None:
    sound, ms = make_clip(tone())
    office.take_turn(
        lambda turn: actions.keep(turn, language="en", clips=[NewClip(name, sound, ms, "recorded")])
    )
    kept = office.snapshot().config.voices["en"].clips[name]
    assert (kept.digest, kept.ms) == (digest_of(sound), ms)
