"""Voices made by a speech program, and the placeholders that a new hall begins with.

Set-up runs this file (`python -m deploy.voices`) where espeak-ng is installed: two packs, Malay and English, in
`.voices/`, every clip marked as a robot's. Thai has none: no free program speaks it well enough for a public hall, so
an office records it (fifteen minutes) or imports it, and until then a Thai call is chimed and shown.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from shared.domain.errors import QueueError
from shared.domain.speech import Clip, possible_clips
from shared.domain.thai import Language
from shared.store.voices import KeptClip, NewClip, VoiceConfig, keep_clips
from shared.voice.packs import read_pack, write_pack
from shared.voice.wav import keep_as_made, make_clip

FOLDER = Path(__file__).resolve().parent.parent / ".voices"
COMMANDS: dict[Language, str] = {
    "ms": "espeak-ng -v ms -s 150 -w {file} {text}",
    "en": "espeak-ng -v en -s 150 -w {file} {text}",
}
ROBOT = "espeak-ng"
LONGEST_S = 60


class SpeechError(Exception):
    """The speech program failed; the message is a sentence that names the clip."""


def make_placeholders(folder: Path) -> None:
    """Write one pack per language that the program can speak."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, command in COMMANDS.items():
        clips = [Clip(name, words) for name, words in possible_clips(language).items()]
        made = speak_clips(command, clips, origin="placeholder")
        voice = VoiceConfig(
            speaker=ROBOT, clips={clip.name: KeptClip("", clip.ms, clip.origin) for clip in made}
        )
        pack = write_pack(language, voice, {clip.name: clip.sound for clip in made})
        (folder / f"{language}.zip").write_bytes(pack)


def add_placeholders(conn: Connection, site_id: int, *, folder: Path = FOLDER) -> int:
    """Give a new site the voices that set-up made, as a part of its making; return how many clips. None is no fault."""
    count = 0
    for path in sorted(folder.glob("*.zip")):
        pack = read_pack(path, make=keep_as_made)
        count += keep_clips(conn, site_id, pack.language, pack.clips, at=0)
    return count


def speak_clips(command: str, clips: Sequence[Clip], *, origin: str) -> list[NewClip]:
    """Have a program speak each clip. No shell sees the words; a failure names the clip."""
    words = shlex.split(command)
    if not any("{file}" in word for word in words):
        raise SpeechError("The command needs {file} where it writes the WAV, and {text} for the words.")
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for clip in clips:
            target = Path(folder) / f"{clip.name}.wav"
            filled = [w.replace("{file}", str(target)).replace("{text}", clip.words) for w in words]
            try:
                done = subprocess.run(filled, capture_output=True, timeout=LONGEST_S, check=False)
                sound, ms = make_clip(target.read_bytes())
            except (OSError, subprocess.TimeoutExpired, QueueError) as error:
                reason = error.code if isinstance(error, QueueError) else str(error)
                raise SpeechError(f"{clip.name} ({clip.words}): {reason}") from None
            if done.returncode:
                raise SpeechError(f"{clip.name} ({clip.words}): the program ended with {done.returncode}")
            made.append(NewClip(clip.name, sound, ms, origin))
    return made


if __name__ == "__main__":
    make_placeholders(FOLDER)
