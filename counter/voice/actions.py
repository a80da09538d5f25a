"""What may happen to a voice: clips come and go, the speaker is written down. Runs inside a turn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from shared.domain.errors import QueueError
from shared.domain.speech import Gender, possible_clips
from shared.domain.thai import Language
from shared.store.models import Site
from shared.store.turn import Answer, Turn
from shared.store.voices import NewClip, describe_speaker, drop_clip, keep_clips


def keep(turn: Turn, *, language: Language, clips: Sequence[NewClip]) -> Answer:
    """Keep clips, each in the place of the one before it; every screen has them with the next board."""
    known = possible_clips(language)
    for clip in clips:
        if clip.name not in known:
            raise QueueError("voice.unknown_clip", clip=clip.name)
    keep_clips(turn.conn, turn.site_id, language, clips, at=turn.seconds)
    origins = sorted({clip.origin for clip in clips})
    _tell_screens(turn)
    seq = turn.record(
        "voice.clips_kept", language=language, clips=sorted(clip.name for clip in clips), origins=origins
    )
    return {"kept": len(clips), "seq": seq}


def drop(turn: Turn, *, language: Language, names: Sequence[str]) -> Answer:
    """Remove clips; refuse with `voice.no_clip` when none of them is there."""
    gone = [name for name in names if drop_clip(turn.conn, turn.site_id, language, name)]
    if not gone:
        raise QueueError("voice.no_clip")
    _tell_screens(turn)
    seq = turn.record("voice.clips_dropped", language=language, clips=sorted(gone))
    return {"dropped": len(gone), "seq": seq}


def name_speaker(turn: Turn, *, language: Language, speaker: str, gender: Gender, agreed: bool) -> Answer:
    """Write down who speaks and that they agreed to be heard here. The journal keeps the agreement, not the name."""
    describe_speaker(
        turn.conn,
        turn.site_id,
        language,
        speaker=speaker.strip(),
        gender=gender,
        consent_at=turn.seconds if agreed else None,
    )
    _tell_screens(turn)
    return {"seq": turn.record("voice.speaker_named", language=language, gender=gender, agreed=agreed)}


def _tell_screens(turn: Turn) -> None:
    turn.conn.execute(
        update(Site).where(Site.id == turn.site_id).values(config_version=Site.config_version + 1)
    )
