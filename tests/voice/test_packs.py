"""Packs go from office to office whole, marked for what they are; anything else changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from shared.domain.speech import possible_clips
from shared.store.voices import KeptClip, VoiceConfig
from shared.voice.packs import LARGEST_FILE, MOST_FILES, read_pack, write_pack
from shared.voice.wav import make_clip
from tests.refusals import refused
from tests.voice.sounds import tone

SOUND, MS = make_clip(tone())
VOICE = VoiceConfig(
    "Mek Suara",
    "male",
    1,
    {"please": KeptClip("a", MS, "recorded"), "digit-1": KeptClip("b", MS, "placeholder")},
)


def archive(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def test_a_pack_written_and_read_is_the_same_voice_and_a_robot_stays_a_robot() -> None:
    written = write_pack("ms", VOICE, {"please": SOUND, "digit-1": SOUND})
    assert written == write_pack("ms", VOICE, {"digit-1": SOUND, "please": SOUND})
    pack = read_pack(written)
    assert (pack.language, pack.speaker, pack.gender, pack.agreed) == ("ms", "Mek Suara", "male", True)
    assert {clip.name: clip.origin for clip in pack.clips} == {"please": "imported", "digit-1": "placeholder"}
    assert pack.ignored == ()


def test_a_pack_says_in_words_what_each_clip_says() -> None:
    with zipfile.ZipFile(io.BytesIO(write_pack("th", VOICE, {"digit-1": SOUND}))) as made:
        described = json.loads(made.read("pack.json"))
    assert described["clips"] == {"digit-1": possible_clips("th")["digit-1"]}
    assert described["format"] == 1


def test_a_folder_of_recordings_is_taken_too_and_what_is_no_clip_is_named(tmp_path: Path) -> None:
    (tmp_path / "digit-3.wav").write_bytes(tone())
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "digit-99.wav").write_bytes(tone())
    pack = read_pack(tmp_path, "th")
    assert [clip.name for clip in pack.clips] == ["digit-3"]
    assert pack.ignored == ("digit-99.wav", "notes.txt")


def test_names_with_folders_never_become_paths() -> None:
    pack = read_pack(archive(**{"../../etc/digit-1__wav": tone(), "a/b/digit-2__wav": tone()}), "ms")
    assert [clip.name for clip in pack.clips] == ["digit-1", "digit-2"]


def test_one_bad_clip_refuses_the_whole_pack_and_is_named() -> None:
    with refused("voice.silent", file="digit-2.wav"):
        read_pack(archive(**{"digit-1__wav": tone(), "digit-2__wav": tone(loud=0.0)}), "ms")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "voice.not_pack"),
        (b"PK\x03\x04" + bytes(50), "voice.not_pack"),
        (archive(pack__json="{"), "voice.not_pack"),
        (archive(pack__json="[]"), "voice.not_pack"),
        (archive(pack__json='{"language": "ms"}'), "voice.not_pack"),
        (archive(**{"digit-1__wav": tone()}), "voice.no_language"),
        (archive(pack__json='{"language": "xx"}', **{"digit-1__wav": tone()}), "voice.no_language"),
        (archive(pack__json='{"language": ["ms"]}', **{"digit-1__wav": tone()}), "voice.no_language"),
        (archive(**{f"{n}__wav": b"" for n in range(MOST_FILES + 1)}), "voice.not_pack"),
        (archive(**{"digit-1__wav": bytes(LARGEST_FILE + 1)}), "voice.not_pack"),
    ],
)
def test_what_is_no_pack_is_refused(data: bytes, code: str) -> None:
    with refused(code):
        read_pack(data)
