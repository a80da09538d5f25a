"""The page of the hall's voice: who speaks, the clips one by one, whole packs, how loud, and how a call sounds.

Sounds come as WAV in the body of a request and are made anew by `shared/voice/wav.py`; nothing is kept as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in, write
from counter.settings.change import version_of
from counter.settings.places import Value, read_value
from counter.settings.sections import find_section
from counter.voice import actions
from counter.voice.forms import CallQuery, SpeakerForm, read_query
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.speech import LANGUAGES, possible_clips
from shared.domain.thai import Language, long_date
from shared.live.voice import speech_of, voice_wishes, wanted_clips
from shared.store.config import SiteConfig
from shared.store.voices import NewClip, VoiceConfig, digest_of, read_sounds
from shared.voice.packs import LARGEST_FILE, LARGEST_PACK, MOST_FILES, Pack, read_pack, write_pack
from shared.voice.wav import LONGEST_MS, make_clip
from shared.web.access import Principal, require
from shared.web.api import answer_json
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page, start_data
from shared.web.posted import allow_uploads, read_form
from shared.web.security import current_language, limiter

pages = Blueprint("voice", __name__, url_prefix="/settings/voice")
MAY = "settings.change"
FIELDS = ("speaker", "gender", "agreed", "sure")
DONE = ("speaker", "imported", "withdrawn", "saved", "same")
UPLOADS = {"voice.make": LARGEST_FILE, "voice.keep": LARGEST_FILE, "voice.import_voice": LARGEST_PACK}


allow_uploads(pages, UPLOADS)


@pages.get("")
def show_voice() -> BaseResponse:
    """The voice of one language; `?language=` says which, without it the page's own."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    asked = request.args.get("language", current_language())
    return _show(principal, asked if asked in LANGUAGES else "th")


@pages.get("/call")
def compose_call() -> BaseResponse:
    """What would be said for a call, as the board says it for a real one."""
    principal = require(MAY, face="console")
    query = read_query(CallQuery, request.args)
    config = deps().publisher.latest(principal.site_id).config
    speech = speech_of(config, query.number, query.counter, query.language)
    return answer_json({"speech": [asdict(one) for one in speech]})


@pages.post("/try")
@limiter.limit("12/minute")
def try_call() -> BaseResponse:
    """Have the TVs say a call that is none."""
    principal, call = require(MAY, face="console"), read_form(CallQuery)
    answer = write(
        principal,
        lambda turn: actions.try_call(turn, number=call.number, counter=call.counter, language=call.language),
    )
    return answer_json({"seq": answer["seq"]})


@pages.post("/make")
def make() -> BaseResponse:
    """Make a clip of a sound and give it back: what the hall would hear. Nothing is kept."""
    require(MAY, face="console")
    sound, _ = _made()
    response = Response(sound, mimetype="audio/wav")
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/<language>/clips/<name>")
def keep(language: str, name: str) -> BaseResponse:
    """Keep a recorded sound as a clip."""
    principal, spoken = require(MAY, face="console"), _language(language)
    if name not in possible_clips(spoken):
        raise QueueError("voice.unknown_clip", clip=name[:40])
    sound, ms = _made()
    clip = NewClip(name, sound, ms, "recorded")
    write(principal, lambda turn: actions.keep(turn, language=spoken, clips=[clip]))
    return answer_json({"name": name, "address": digest_of(sound), "ms": ms, "origin": "recorded"})


@pages.post("/<language>/clips/<name>/drop")
def drop(language: str, name: str) -> BaseResponse:
    """Remove a clip."""
    principal, spoken = require(MAY, face="console"), _language(language)
    write(principal, lambda turn: actions.drop(turn, language=spoken, names=[name]))
    return answer_json({"name": name})


@pages.post("/<language>/speaker")
def name_speaker(language: str) -> BaseResponse:
    """Write down who speaks, and whether they agreed to be heard in the hall."""
    principal, spoken = require(MAY, face="console"), _language(language)
    try:
        form = read_form(SpeakerForm)
        write(
            principal,
            lambda turn: actions.name_speaker(
                turn, language=spoken, speaker=form.speaker, gender=form.gender, agreed=form.agreed == "yes"
            ),
        )
    except QueueError as error:
        return _show(principal, spoken, error)
    return _back(spoken, "speaker")


@pages.post("/<language>/withdraw")
def withdraw(language: str) -> BaseResponse:
    """Remove a whole voice: its speaker does not agree any more."""
    principal, spoken = require(MAY, face="console"), _language(language)
    try:
        if request.form.get("sure") != "yes":
            raise QueueError("request.invalid", field="sure")
        write(principal, lambda turn: actions.withdraw(turn, language=spoken))
    except QueueError as error:
        return _show(principal, spoken, error)
    return _back(spoken, "withdrawn")


@pages.post("/<language>/import")
def import_voice(language: str) -> BaseResponse:
    """Take a ZIP, or the WAV files of a folder. A pack that says its language is kept as that one."""
    principal, shown = require(MAY, face="console"), _language(language)
    try:
        pack = _sent_pack(shown)
        write(principal, lambda turn: actions.take_pack(turn, pack=pack))
    except QueueError as error:
        return _show(principal, shown, error)
    return _back(pack.language, "imported")


@pages.get("/<language>/pack.zip")
def export(language: str) -> BaseResponse:
    """A language's voice as a ZIP for the next office."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    spoken = _language(language)
    config = deps().publisher.latest(principal.site_id).config
    with deps().engine.connect() as conn:
        sounds = read_sounds(conn, principal.site_id, spoken)
    if not sounds:
        raise QueueError("voice.no_clip")
    response = Response(write_pack(spoken, config.voices[spoken], sounds), mimetype="application/zip")
    name = f"tonsai-voice-{config.code}-{spoken}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _language(name: str) -> Language:
    if name not in LANGUAGES:
        raise QueueError("not_found")
    return name


def _made() -> tuple[bytes, int]:
    """Return the clip made of the sound that was sent, and its length in ms."""
    if request.mimetype != "audio/wav":
        raise QueueError("media.unsupported")
    data = request.get_data()
    try:
        return deps().offload(lambda: make_clip(data))
    except QueueError as error:
        raise QueueError(error.code, **{"file": "", "seconds": LONGEST_MS // 1000, **error.details}) from None


def _sent_pack(language: Language) -> Pack:
    """Read what was sent: one ZIP, or the files of a folder."""
    sent = [file for file in request.files.getlist("files") if file.filename][: MOST_FILES + 1]
    if not sent or len(sent) > MOST_FILES:
        raise QueueError("voice.not_pack")
    bodies = {file.filename or "": file.stream.read() for file in sent}
    source: bytes | Mapping[str, bytes] = bodies
    if len(bodies) == 1:
        (only,) = bodies.values()
        source = only if not only.startswith(b"RIFF") else bodies
    try:
        return deps().offload(lambda: read_pack(source, None if isinstance(source, bytes) else language))
    except QueueError as error:
        if error.code == "voice.no_language":
            return deps().offload(lambda: read_pack(source, language))
        details = {"file": "", "seconds": LONGEST_MS // 1000, **error.details}
        raise QueueError(error.code, **details) from None


def _back(language: Language, done: str) -> BaseResponse:
    return redirect(f"/settings/voice?language={language}&done={done}", 303)


def _show(principal: Principal, language: Language, error: QueueError | None = None) -> Response:
    """Show the page of a language; after a refusal with its sentence."""
    if error is not None and error.code == "request.invalid" and error.details.get("field") not in FIELDS:
        raise error  # a field that no form here has
    if error is not None:
        log_refusal(error.code)
    config = deps().publisher.latest(principal.site_id).config
    section = find_section("voice")
    assert section is not None
    with deps().engine.connect() as conn:
        now = read_value(conn, principal.site_id, "settings:voice")
    voice = config.voices.get(language, VoiceConfig())
    return page(
        "counter/voice/voice.html",
        STATUS[error.code] if error is not None else 200,
        section=section,
        spoken=language,
        spoken_languages=LANGUAGES,
        voice=voice,
        spoken_by_somebody=any(clip.origin != "placeholder" for clip in voice.clips.values()),
        agreed_on=_day(voice.consent_at),
        value=_wishes(config),
        seen=version_of(now),
        done=done_word(DONE),
        error=error,
        page_data=start_data(
            ("common", "voice", "error"),
            face="console",
            spoken=language,
            clips=list_clips(config, language),
            counters=[counter.number for counter in config.counters],
            prefixes=[group.prefix for group in config.groups],
            loudness=voice_wishes(config.settings)[1],
        ),
    )


def list_clips(config: SiteConfig, language: Language) -> list[dict[str, Any]]:
    """Return the clips this office needs in a language, in the order of reading, each with what there is of it."""
    voice = config.voices.get(language, VoiceConfig())
    found = []
    for clip in wanted_clips(config, language):
        kept = voice.clips.get(clip.name)
        found.append(
            {
                "name": clip.name, "words": clip.words, "address": kept.digest if kept else None,
                "ms": kept.ms if kept else 0, "origin": kept.origin if kept else None,
            }
        )  # fmt: skip
    return found


def _wishes(config: SiteConfig) -> Value:
    """Return the form's values: what is set, and the usual where nothing is."""
    repeats, loudness = voice_wishes(config.settings)
    return {"voice.repeats": repeats, "voice.loudness": loudness}


def _day(at: int | None) -> str | None:
    if at is None:
        return None
    return long_date(service_day(moment(at)), cast("Language", current_language()))
