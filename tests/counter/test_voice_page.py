"""The page of the voice: clips by recording, file and pack are judged by their sound and are on every TV at once."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.live.voice import voice_wishes
from shared.store.voices import VoiceConfig
from shared.voice.packs import LARGEST_FILE, read_pack
from shared.voice.wav import read_wav
from tests.cast import ANA, CHO, DAO, EVE
from tests.counter.test_settings import code_of, form_of, save
from tests.lobby import Browser, Lobby
from tests.voice.sounds import tone

PAGE = "/settings/voice"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def eve(lobby: Lobby) -> Browser:
    """The administrator's browser."""
    return lobby.person(EVE)


def send(browser: Browser, path: str, sound: bytes, kind: str = "audio/wav") -> TestResponse:
    """Send a sound as the page's script does."""
    return browser.client.post(
        f"{PAGE}/{path}", data=sound, headers={**browser.headers, **JSON, "Content-Type": kind}
    )


def post(browser: Browser, path: str, **form: Any) -> TestResponse:
    """Send a form of the page."""
    token = form_of(browser, PAGE)["csrf_token"]
    return browser.client.post(f"{PAGE}/{path}", data={"csrf_token": token, **form}, headers=HTML)


def files(**named: bytes) -> list[tuple[io.BytesIO, str]]:
    """Return files as a browser sends those of a folder; `__` stands for the dot."""
    return [(io.BytesIO(data), f"my folder/{name.replace('__', '.')}") for name, data in named.items()]


def voice(lobby: Lobby, language: str) -> VoiceConfig:
    """Return what there is of a language now."""
    return lobby.office.snapshot().config.voices.get(language, VoiceConfig())


def shown(browser: Browser, language: str) -> dict[str, dict[str, Any]]:
    """Return the clips that the page lists, by name."""
    text = browser.page(f"{PAGE}?language={language}").get_data(as_text=True)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return {clip["name"]: clip for clip in json.loads(found[1])["clips"]}


def test_a_recorded_clip_is_trimmed_and_levelled_and_on_the_board_at_once(lobby: Lobby, eve: Browser) -> None:
    before = eve.get("/board").data["voice"]["version"]
    made = send(eve, "make", tone())
    assert (made.status_code, made.mimetype) == (200, "audio/wav")
    assert read_wav(made.data).ms < read_wav(tone()).ms
    assert voice(lobby, "th").clips == {}
    kept = send(eve, "th/clips/digit-7", tone())
    assert kept.status_code == 200
    clip = voice(lobby, "th").clips["digit-7"]
    assert kept.json is not None
    assert kept.json == {
        "name": "digit-7", "address": clip.digest, "ms": clip.ms, "origin": "recorded"
    }  # fmt: skip
    assert eve.get("/board").data["voice"]["version"] not in ("", before)
    assert lobby.device("display").page(f"/voice/{clip.digest}.wav").data == made.data
    assert shown(eve, "th")["digit-7"]["origin"] == "recorded"


@pytest.mark.parametrize(
    ("sound", "code"),
    [(b"", "voice.not_wav"), (b"OggS" + bytes(300), "voice.not_wav"), (tone(loud=0.001), "voice.silent"),
     (tone(ms=9_000), "voice.too_long")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["make", "th/clips/please"])
def test_what_is_no_clip_is_refused_with_a_sentence(
    lobby: Lobby, eve: Browser, path: str, sound: bytes, code: str
) -> None:
    answer = send(eve, path, sound)
    assert (answer.status_code, (answer.json or {})["code"]) == (422, code)
    assert "%(" not in (answer.json or {})["detail"]
    assert voice(lobby, "th").clips == {}


def test_other_refusals_have_their_codes(eve: Browser) -> None:
    for path, sound, kind, status, code in (
        ("make", bytes(LARGEST_FILE + 1), "audio/wav", 413, "request.too_large"),
        ("make", tone(), "application/json", 415, "media.unsupported"),
        ("th/clips/digit-10", tone(), "audio/wav", 422, "voice.unknown_clip"),
        ("xx/clips/digit-1", tone(), "audio/wav", 404, "not_found"),
        ("th/clips/digit-1/drop", b"", "audio/wav", 404, "voice.no_clip"),
    ):
        answer = send(eve, path, sound, kind)
        assert (answer.status_code, (answer.json or {}).get("code")) == (status, code), path


def test_a_stranger_sends_no_large_sound(lobby: Lobby) -> None:
    for who in (lobby.visitor(), lobby.person(ANA), lobby.person(CHO), lobby.person(DAO)):
        answer = send(who, "make", tone())
        assert answer.status_code in (401, 403, 413)
        assert (answer.json or {})["code"] in (
            "auth.required",
            "auth.forbidden",
            "csrf.failed",
            "request.too_large",
        )


def test_a_removed_clip_is_missing_again(lobby: Lobby, eve: Browser) -> None:
    send(eve, "ms/clips/please", tone())
    assert send(eve, "ms/clips/please/drop", b"").status_code == 200
    assert voice(lobby, "ms").clips == {}
    assert shown(eve, "ms")["please"]["address"] is None


def test_the_speaker_and_the_day_of_the_agreement_are_noted_and_stay_until_somebody_else_speaks(
    lobby: Lobby, eve: Browser
) -> None:
    answer = post(eve, "th/speaker", speaker=" Mek  Suara ", gender="male", agreed="yes")
    assert answer.headers["Location"] == f"{PAGE}?language=th&done=speaker"
    first = voice(lobby, "th")
    assert (first.speaker, first.gender) == ("Mek Suara", "male")
    assert shown(eve, "th")["ending"]["words"] == "ครับ"
    lobby.office.clock.advance(seconds=86_400)
    post(eve, "th/speaker", speaker="Mek Suara", gender="female", agreed="yes")
    assert voice(lobby, "th").consent_at == first.consent_at
    post(eve, "th/speaker", speaker="Pok Bunyi", gender="male", agreed="yes")
    assert voice(lobby, "th").consent_at == (first.consent_at or 0) + 86_400
    post(eve, "th/speaker", speaker="Pok Bunyi", gender="male")
    assert voice(lobby, "th").consent_at is None


@pytest.mark.parametrize("form", [{"gender": "other"}, {"speaker": "x" * 121}, {"agreed": "perhaps"}])
def test_a_wrong_speaker_is_refused_on_the_page(lobby: Lobby, eve: Browser, form: dict[str, str]) -> None:
    answer = post(eve, "th/speaker", **{"speaker": "A", "gender": "female", **form})
    assert (answer.status_code, code_of(answer)) == (422, "request.invalid")
    assert voice(lobby, "th").speaker == ""


def test_a_pack_goes_out_and_comes_in_as_the_same_voice_with_its_speaker(lobby: Lobby, eve: Browser) -> None:
    post(eve, "ms/speaker", speaker="Mek Suara", gender="female", agreed="yes")
    for name in ("please", "digit-1"):
        send(eve, f"ms/clips/{name}", tone())
    sent = eve.page(f"{PAGE}/ms/pack.zip")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert read_pack(sent.data).agreed is True
    before = voice(lobby, "ms")
    gone = post(eve, "ms/withdraw", sure="yes")
    assert gone.headers["Location"].endswith("done=withdrawn")
    assert voice(lobby, "ms") == VoiceConfig()
    back = post(eve, "th/import", files=(io.BytesIO(sent.data), "voice.zip"))
    assert back.headers["Location"] == f"{PAGE}?language=ms&done=imported"
    after = voice(lobby, "ms")
    assert (after.speaker, after.gender, after.consent_at) == ("Mek Suara", "female", before.consent_at)
    assert {name: clip.origin for name, clip in after.clips.items()} == {
        "please": "imported",
        "digit-1": "imported",
    }


def test_a_voice_is_not_removed_by_an_unsure_hand(lobby: Lobby, eve: Browser) -> None:
    send(eve, "ms/clips/please", tone())
    assert code_of(post(eve, "ms/withdraw")) == "request.invalid"
    assert list(voice(lobby, "ms").clips) == ["please"]
    assert code_of(post(eve, "en/withdraw", sure="yes")) == "voice.no_clip"


def test_a_folder_of_wav_files_is_kept_in_the_language_of_the_page(lobby: Lobby, eve: Browser) -> None:
    answer = post(eve, "th/import", files=files(please__wav=tone(), readme__txt=b"hello"))
    assert answer.headers.get("Location") == f"{PAGE}?language=th&done=imported", code_of(answer)
    assert list(voice(lobby, "th").clips) == ["please"]


def archive(**entries: bytes) -> bytes:
    """Return a ZIP; `__` stands for the dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in entries.items():
            made.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def test_a_zip_that_says_no_language_is_taken_as_the_page_shows(lobby: Lobby, eve: Browser) -> None:
    pack = archive(please__wav=tone())
    answer = post(eve, "en/import", files=(io.BytesIO(pack), "voice.zip"))
    assert answer.headers.get("Location") == f"{PAGE}?language=en&done=imported", code_of(answer)
    assert list(voice(lobby, "en").clips) == ["please"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([(io.BytesIO(b"PK\x03\x04" + bytes(50)), "voice.zip")], "voice.not_pack"),
        ([(io.BytesIO(b"MZ" + bytes(500)), "voice.zip")], "voice.not_pack"),
        ([(io.BytesIO(archive(pack__json=b'{"language": "ms"}')), "voice.zip")], "voice.not_pack"),
        ([(io.BytesIO(archive(please__wav=tone(loud=0))), "voice.zip")], "voice.silent"),
        ([(io.BytesIO(tone(ms=9_000)), "please.wav")], "voice.too_long"),
        ([], "voice.not_pack"),
    ],
)
def test_a_pack_that_is_none_is_refused_whole(lobby: Lobby, eve: Browser, sent: list[Any], code: str) -> None:
    answer = post(eve, "th/import", files=sent)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert voice(lobby, "th") == VoiceConfig()


def test_a_call_to_listen_to_is_composed_as_the_board_says_it(lobby: Lobby, eve: Browser) -> None:
    for name in ("please", "letter-a", "digit-0", "digit-1", "counter", "ending"):
        send(eve, f"th/clips/{name}", tone(hz=300 + 10 * len(name)))
    asked = eve.page(f"{PAGE}/call?number=a001&counter=1&language=ms").json
    lobby.office.issue("A", language="ms")
    lobby.office.ana.open().call_next()
    assert asked is not None
    assert asked["speech"] == eve.get("/board").data["calls"][0]["speech"] != []


@pytest.mark.parametrize(
    "query", ["", "?number=ก1&counter=1&language=th", "?number=A001&counter=0&language=th",
              "?number=A001&counter=x&language=th", "?number=A001&counter=1&language=de"],
)  # fmt: skip
def test_a_call_nobody_can_make_is_not_said(eve: Browser, query: str) -> None:
    answer = eve.client.get(f"{PAGE}/call{query}", headers=JSON)
    assert (answer.status_code, (answer.json or {})["code"]) == (422, "request.invalid")


def test_loudness_and_repeats_are_on_the_board_at_once_and_can_be_undone(lobby: Lobby, eve: Browser) -> None:
    form = form_of(eve, PAGE)
    assert form["voice_repeats"] == "1"
    form |= {"voice_repeats": "0", "voice_loudness_0_from": "16.00", "voice_loudness_0_percent": "30"}
    form |= {"voice_loudness_1_from": "08:30", "voice_loudness_1_percent": "70"}
    answer = save(eve, PAGE, form)
    assert answer.headers.get("Location") == f"{PAGE}?done=saved", code_of(answer)
    said = eve.get("/board").data["voice"]
    assert (said["repeats"], said["loudness"]) == (0, [["08:30", 70], ["16:00", 30]])
    page = eve.page("/settings/changes").get_data(as_text=True)
    seq = re.search(r'data-test="undo-(\d+)"', page)
    assert seq is not None
    assert save(eve, f"/settings/changes/{seq[1]}/undo", form_of(eve, "/settings/changes")).status_code == 303
    assert voice_wishes(lobby.office.snapshot().config.settings) == (1, (("00:00", 80),))


@pytest.mark.parametrize(
    "wrong", [{"voice_repeats": "4"}, {"voice_loudness_0_percent": "101"}, {"voice_loudness_0_from": "24:00"},
              {"voice_loudness_1_from": "0:00"}, {"voice_loudness_1_from": "00:00", "voice_loudness_1_percent": "5"},
              {"voice_loudness_0_from": "", "voice_loudness_0_percent": ""}],
)  # fmt: skip
def test_a_loudness_that_does_not_fit_is_refused(lobby: Lobby, eve: Browser, wrong: dict[str, str]) -> None:
    answer = save(eve, PAGE, {**form_of(eve, PAGE), **wrong})
    assert (answer.status_code, code_of(answer)) == (422, "request.invalid")
    assert "voice" not in lobby.office.snapshot().config.settings


def test_a_screen_with_a_broken_clip_is_told_to_the_supervisor_until_it_plays_again(lobby: Lobby) -> None:
    report = {"version": "1.0", "width": 1920, "height": 1080, "sound": "broken"}
    dao, tv = lobby.person(DAO), lobby.device("display")

    def told() -> list[str]:
        lobby.deps.publisher.publish(lobby.office.site_id)
        return [one["subject"] for one in dao.get("/desk").data["attention"] if one["code"] == "voice_broken"]

    assert told() == []
    assert tv.post("/devices/report", report).data == {"known": True}
    assert len(told()) == 1
    tv.post("/devices/report", {**report, "sound": "on"})
    assert told() == []


def test_a_field_that_no_form_has_is_refused(lobby: Lobby, eve: Browser) -> None:
    answer = post(eve, "th/speaker", speaker="A", gender="female", more="1")
    assert answer.status_code == 422
    assert 'data-code="request.invalid"' in answer.get_data(as_text=True)


def test_a_tried_call_is_on_the_board_for_a_minute_and_calls_nobody(lobby: Lobby, eve: Browser) -> None:
    for name in ("please", "letter-a", "digit-9", "counter", "digit-1", "ending"):
        send(eve, f"th/clips/{name}", tone(hz=300 + 10 * len(name)))
    assert eve.get("/board").data["voice"]["trial"] is None
    answer = eve.client.post(
        f"{PAGE}/try",
        data={"number": "a999", "counter": "1", "language": "th"},
        headers={**eve.headers, **JSON},
    )
    assert answer.status_code == 200
    assert answer.json is not None
    board = eve.get("/board").data
    assert board["voice"]["trial"]["id"] == answer.json["seq"]
    assert [len(one["full"]) for one in board["voice"]["trial"]["speech"]] == [8]
    assert board["voice"]["trial"]["minutes"] == ["09:00", "09:01"]
    assert board["calls"] == []
    assert [data["number"] for _, data in lobby.office.facts("voice.tried")] == ["A999"]
    lobby.office.clock.advance(seconds=61)
    lobby.deps.publisher.publish(lobby.office.site_id)
    assert eve.get("/board").data["voice"]["trial"] is None


def test_trying_has_an_end(eve: Browser) -> None:
    form = {"number": "A1", "counter": "1", "language": "en"}
    answers = [
        eve.client.post(f"{PAGE}/try", data=form, headers={**eve.headers, **JSON}).status_code
        for _ in range(13)
    ]
    assert answers == [200] * 12 + [429]
