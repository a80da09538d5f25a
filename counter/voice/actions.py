"""What may happen to a voice: clips come and go, the speaker is written down. Runs inside a turn."""

from __future__ import annotations

from collections.abc import Sequence

from counter.settings.places import read_settings, write_settings
from shared.domain.errors import QueueError
from shared.domain.speech import Gender, possible_clips
from shared.domain.thai import Language
from shared.live.voice import TRIAL
from shared.store.turn import Answer, Turn
from shared.store.voices import NewClip, VoiceConfig, describe_speaker, drop_clip, keep_clips
from shared.voice.packs import Pack


def keep(turn: Turn, *, language: Language, clips: Sequence[NewClip]) -> Answer:
    """Keep clips, each in the place of the one before it; every screen has them with the next board."""
    known = possible_clips(language)
    for clip in clips:
        if clip.name not in known:
            raise QueueError("voice.unknown_clip", clip=clip.name)
    keep_clips(turn.conn, turn.site_id, language, clips, at=turn.seconds)
    origins = sorted({clip.origin for clip in clips})
    turn.reconfigure()
    seq = turn.record(
        "voice.clips_kept", language=language, clips=sorted(clip.name for clip in clips), origins=origins
    )
    return {"kept": len(clips), "seq": seq}


def take_pack(turn: Turn, *, pack: Pack) -> Answer:
    """Keep a pack's clips and write down its speaker, as the pack says: who agreed elsewhere is noted as agreed."""
    name_speaker(turn, language=pack.language, speaker=pack.speaker, gender=pack.gender, agreed=pack.agreed)
    return keep(turn, language=pack.language, clips=pack.clips)


def drop(turn: Turn, *, language: Language, names: Sequence[str]) -> Answer:
    """Remove clips; refuse with `voice.no_clip` when none of them is there."""
    gone = [name for name in names if drop_clip(turn.conn, turn.site_id, language, name)]
    if not gone:
        raise QueueError("voice.no_clip")
    turn.reconfigure()
    seq = turn.record("voice.clips_dropped", language=language, clips=sorted(gone))
    return {"dropped": len(gone), "seq": seq}


def withdraw(turn: Turn, *, language: Language) -> Answer:
    """Remove a whole voice because its speaker does not agree any more: every clip, the name and the agreement."""
    names = sorted(turn.config.voices.get(language, VoiceConfig()).clips)
    answer = drop(turn, language=language, names=names)
    name_speaker(turn, language=language, speaker="", gender="female", agreed=False)
    return answer


def try_call(turn: Turn, *, number: str, counter: int, language: Language) -> Answer:
    """Have every screen say a call that is none: no ticket, no lamp, only the sound, once."""
    seq = turn.record("voice.tried", number=number, counter=counter, language=language)
    settings = read_settings(turn.conn, turn.site_id)
    tried = {"id": seq, "at": turn.seconds, "number": number, "counter": counter, "language": language}
    write_settings(turn.conn, turn.site_id, {**settings, TRIAL: tried})
    turn.reconfigure()
    return {"seq": seq}


def name_speaker(turn: Turn, *, language: Language, speaker: str, gender: Gender, agreed: bool) -> Answer:
    """Write down who speaks and that they agreed to be heard here. The journal keeps the agreement, not the name.

    The day of an agreement stays as long as the same person speaks.
    """
    name, before = speaker.strip(), turn.config.voices.get(language, VoiceConfig())
    since = before.consent_at if before.speaker == name and before.consent_at is not None else turn.seconds
    describe_speaker(
        turn.conn, turn.site_id, language, speaker=name, gender=gender, consent_at=since if agreed else None
    )
    turn.reconfigure()
    return {"seq": turn.record("voice.speaker_named", language=language, gender=gender, agreed=agreed)}
