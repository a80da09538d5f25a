"""A voice pack as a file that offices hand each other: a ZIP of `<clip>.wav` and `pack.json`.

`pack.json`: `{"format": 1, "language": "ms", "speaker": "…", "gender": "female", "consent": true, "clips": {"please":
"Nombor", …}, "placeholders": […]}`; the last are clips by a robot, and stay marked as such. A folder with the same
files is taken as well, and one without `pack.json` where a language is named.

Every clip is made anew from its sound (trimmed, levelled), so nothing of a file reaches a screen as it came.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shared.domain.errors import QueueError
from shared.domain.speech import LANGUAGES, Gender, possible_clips
from shared.domain.thai import Language
from shared.store.voices import NewClip, VoiceConfig
from shared.voice.wav import make_clip

FORMAT = 1
MOST_FILES = 300
LARGEST_FILE = 3 * 1024 * 1024
LARGEST_PACK = 64 * 1024 * 1024
"""Of everything in it, unpacked."""
DESCRIPTION = "pack.json"
_EPOCH = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read: its clips ready to keep, and the names of files that belong to no clip."""

    language: Language
    speaker: str
    gender: Gender
    agreed: bool
    clips: tuple[NewClip, ...]
    ignored: tuple[str, ...]


def read_pack(
    source: Path | bytes | Mapping[str, bytes],
    language: Language | None = None,
    *,
    make: Callable[[bytes], tuple[bytes, int]] = make_clip,
) -> Pack:
    """Read a ZIP (bytes or file), a folder, or the files of one by name.

    All or nothing: one bad clip refuses the pack and is named.

    `make` makes the clip to keep out of a file; only packs of our own making can do with less than `make_clip`.

    Refuses with `voice.not_pack`, `voice.no_language`, and per clip as `shared.voice.wav.make_clip`.
    """
    files = _within_bounds(_files(source))
    described = _description(files.pop(DESCRIPTION, None))
    spoken = language or described.get("language")
    if spoken not in LANGUAGES:
        raise QueueError("voice.no_language")
    known, clips, ignored = possible_clips(spoken), [], []
    robots = described.get("placeholders")
    robots = robots if isinstance(robots, list) else []
    for name, data in sorted(files.items()):
        stem = name.removesuffix(".wav")
        if stem == name or stem not in known:
            ignored.append(name)
            continue
        try:
            sound, ms = make(data)
        except QueueError as error:
            raise QueueError(error.code, **{**error.details, "file": name}) from None
        clips.append(NewClip(stem, sound, ms, "placeholder" if stem in robots else "imported"))
    if not clips:
        raise QueueError("voice.not_pack")
    gender = described.get("gender")
    return Pack(
        language=spoken,
        speaker=str(described.get("speaker", ""))[:120],
        gender="male" if gender == "male" else "female",
        agreed=described.get("consent") is True,
        clips=tuple(clips),
        ignored=tuple(ignored),
    )


def write_pack(language: Language, voice: VoiceConfig, sounds: Mapping[str, bytes]) -> bytes:
    """Return a language's voice as a ZIP; the same voice gives the same bytes."""
    words = possible_clips(language)
    description = {
        "format": FORMAT,
        "language": language,
        "speaker": voice.speaker,
        "gender": voice.gender,
        "consent": voice.consent_at is not None,
        "clips": {name: words[name] for name in sorted(sounds) if name in words},
        "placeholders": sorted(n for n, clip in voice.clips.items() if clip.origin == "placeholder"),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
        archive.writestr(zipfile.ZipInfo(DESCRIPTION, _EPOCH), text)
        for name, sound in sorted(sounds.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}.wav", _EPOCH), sound)
    return buffer.getvalue()


def _within_bounds(files: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    kept, size = {}, 0
    for name, data in files:
        size += len(data)
        if size > LARGEST_PACK:
            raise QueueError("voice.not_pack")
        kept[name] = data
    return kept


def _files(source: Path | bytes | Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield last names and contents, never a path: what lies in folders of an archive counts by its own name."""
    if isinstance(source, Mapping):
        yield from ((PurePosixPath(name).name, data) for name, data in source.items())
        return
    if isinstance(source, Path) and source.is_dir():
        for path in sorted(source.iterdir())[:MOST_FILES]:
            if path.is_file() and path.stat().st_size <= LARGEST_FILE:
                yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES:
                raise QueueError("voice.not_pack")
            for entry in entries:
                yield PurePosixPath(entry.filename).name, _unpacked(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise QueueError("voice.not_pack") from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack no more than a clip may have, whatever the archive says of its size."""
    with archive.open(entry) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise QueueError("voice.not_pack")
    return data


def _description(data: bytes | None) -> dict[str, Any]:
    if data is None:
        return {}
    try:
        found = json.loads(data)
    except ValueError:
        raise QueueError("voice.not_pack") from None
    if not isinstance(found, dict):
        raise QueueError("voice.not_pack")
    return found
