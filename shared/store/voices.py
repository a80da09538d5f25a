"""Voice packs in the database: what there is of each language, and the sound of a clip."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from shared.store.models import VoiceClip, VoicePack


@dataclass(frozen=True, slots=True)
class KeptClip:
    """A clip without its sound. `digest` is its address, `origin` says who or what spoke it."""

    digest: str
    ms: int
    origin: str


@dataclass(frozen=True, slots=True)
class VoiceConfig:
    """A language's voice as configured; a language nobody has touched has no speaker and no clips."""

    speaker: str = ""
    gender: str = "female"
    consent_at: int | None = None
    clips: Mapping[str, KeptClip] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewClip:
    """A clip to keep, ready made: WAV bytes and their length."""

    name: str
    sound: bytes
    ms: int
    origin: str


def digest_of(sound: bytes) -> str:
    """Return the address of a sound."""
    return hashlib.sha256(sound).hexdigest()[:16]


def read_voices(conn: Connection, site_id: int) -> dict[str, VoiceConfig]:
    """Return the voices of a site by language, without the sounds themselves."""
    clips: dict[str, dict[str, KeptClip]] = {}
    for row in conn.execute(
        select(VoiceClip.language, VoiceClip.name, VoiceClip.digest, VoiceClip.ms, VoiceClip.origin)
        .where(VoiceClip.site_id == site_id)
        .order_by(VoiceClip.language, VoiceClip.name)
    ):
        clips.setdefault(row.language, {})[row.name] = KeptClip(row.digest, row.ms, row.origin)
    packs = {
        row.language: row
        for row in conn.execute(select(VoicePack.__table__).where(VoicePack.site_id == site_id))
    }
    return {
        language: VoiceConfig(
            packs[language].speaker if language in packs else "",
            packs[language].gender if language in packs else "female",
            packs[language].consent_at if language in packs else None,
            clips.get(language, {}),
        )
        for language in sorted(clips.keys() | packs.keys())
    }


def find_sound(conn: Connection, site_id: int, digest: str) -> bytes | None:
    """Return the sound at an address of this site, or None."""
    return conn.execute(
        select(VoiceClip.sound).where(VoiceClip.site_id == site_id, VoiceClip.digest == digest).limit(1)
    ).scalar()


def read_sounds(conn: Connection, site_id: int, language: str) -> dict[str, bytes]:
    """Return the sounds of a language by the names of their clips."""
    rows = conn.execute(
        select(VoiceClip.name, VoiceClip.sound).where(
            VoiceClip.site_id == site_id, VoiceClip.language == language
        )
    )
    return {row.name: row.sound for row in rows}


def keep_clips(conn: Connection, site_id: int, language: str, clips: Iterable[NewClip], *, at: int) -> int:
    """Keep clips of a language, each in the place of the one before it; return how many. `at` in seconds since 1970."""
    kept = 0
    for clip in clips:
        drop_clip(conn, site_id, language, clip.name)
        conn.execute(
            insert(VoiceClip).values(
                site_id=site_id,
                language=language,
                name=clip.name,
                digest=digest_of(clip.sound),
                ms=clip.ms,
                origin=clip.origin,
                at=at,
                sound=clip.sound,
            )
        )
        kept += 1
    return kept


def drop_clip(conn: Connection, site_id: int, language: str, name: str) -> bool:
    """Remove a clip; return whether there was one."""
    gone = conn.execute(
        delete(VoiceClip).where(
            VoiceClip.site_id == site_id, VoiceClip.language == language, VoiceClip.name == name
        )
    )
    return gone.rowcount > 0


def describe_speaker(
    conn: Connection, site_id: int, language: str, *, speaker: str, gender: str, consent_at: int | None
) -> None:
    """Write down who speaks a language and when they agreed to be heard in the hall."""
    conn.execute(delete(VoicePack).where(VoicePack.site_id == site_id, VoicePack.language == language))
    conn.execute(
        insert(VoicePack).values(
            site_id=site_id, language=language, speaker=speaker, gender=gender, consent_at=consent_at
        )
    )
