"""`tonsai voice …`: what the hall says, from whatever the office has: recordings, a pack, a speech program."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from counter.voice import actions
from deploy.commands.opening import Office, open_office
from deploy.voices import SpeechError, speak_clips
from shared.domain.errors import QueueError
from shared.domain.speech import LANGUAGES, Gender
from shared.domain.thai import Language
from shared.live.voice import missing_clips, wanted_clips
from shared.store.config import SiteConfig, load_config
from shared.store.voices import VoiceConfig, read_sounds
from shared.voice.packs import read_pack, write_pack

_language = click.option(
    "--language", type=click.Choice(LANGUAGES), required=True, help="th, ms (Malay) or en."
)
_site = click.option("--site", help="Code of the site; needed where there are several.")


@click.group()
def voice() -> None:
    """The voice that calls numbers in the hall: clips per language, recorded once."""


@voice.command("report")
@_site
def report(site: str | None) -> None:
    """Say for each language what there is and which clips are missing."""
    with open_office(site) as office:
        config = _config(office)
    for language in LANGUAGES:
        kept = config.voices.get(language, VoiceConfig())
        missing = missing_clips(config, language)
        robots = sum(clip.origin == "placeholder" for clip in kept.clips.values())
        state = "silent" if not kept.clips else f"{len(missing)} missing" if missing else "complete"
        click.echo(
            f"{language}  {state}: {len(kept.clips)} clips{f', {robots} by a robot' if robots else ''}"
        )
        for clip in wanted_clips(config, language):
            if clip.name in missing:
                click.echo(f"      {clip.name:<14} {clip.words}")
    click.echo("A call with a missing clip is chimed and shown, not spoken. Record at /settings/voice.")


@voice.command("build")
@_language
@_site
@click.option(
    "--command", required=True, help="A speech program that writes a WAV: espeak-ng -v ms -w {file} {text}"
)
@click.option("--all", "everything", is_flag=True, help="Also clips that are there already.")
@click.option("--speaker", default="", help="Name of the voice, for the next office.")
@click.option(
    "--gender",
    type=click.Choice(["female", "male"]),
    default="female",
    show_default=True,
    help="Thai ends with ค่ะ or ครับ.",
)
@click.option("--placeholder", is_flag=True, help="Mark as a robot's, to be recorded by a person.")
def build(
    language: str, site: str | None, command: str, *, everything: bool, speaker: str, gender: str,
    placeholder: bool,
) -> None:  # fmt: skip
    """Fill a language from a text-to-speech program of the office: {text} is the words, {file} the WAV to write."""
    spoken = cast("Language", language)
    with open_office(site) as office:
        config = _config(office)
        there = config.voices.get(language, VoiceConfig()).clips
        wanted = [
            c
            for c in wanted_clips(config, spoken, cast("Gender", gender))
            if everything or c.name not in there
        ]
        if not wanted:
            click.echo("Nothing is missing.")
            return
        try:
            made = speak_clips(command, wanted, origin="placeholder" if placeholder else "built")
        except SpeechError as error:
            raise click.ClickException(str(error)) from None
        office.write(lambda turn: actions.keep(turn, language=spoken, clips=made))
        if speaker:
            office.write(
                lambda turn: actions.name_speaker(
                    turn, language=spoken, speaker=speaker, gender=cast("Gender", gender), agreed=True
                )
            )
    click.echo(f"{len(made)} clips are in the hall.")


@voice.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), help="Where the pack does not say.")
@_site
def import_pack(source: Path, language: str | None, site: str | None) -> None:
    """Take a pack from another office: a ZIP or a folder of WAV files named like the clips."""
    try:
        pack = read_pack(source, cast("Language | None", language))
    except QueueError as error:
        where = error.details.get("file")
        raise click.ClickException(f"Refused: {error.code}{f' ({where})' if where else ''}.") from None
    with open_office(site) as office:
        office.write(lambda turn: actions.take_pack(turn, pack=pack))
    click.echo(f"{len(pack.clips)} clips of {pack.language} are in the hall.")
    for name in pack.ignored:
        click.echo(f"  not a clip: {name}")


@voice.command("export")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@_language
@_site
def export_pack(target: Path, language: str, site: str | None) -> None:
    """Write a language's voice as a ZIP for the next office."""
    with open_office(site) as office:
        config = _config(office)
        with office.engine.connect() as conn:
            sounds = read_sounds(conn, office.site_id, language)
    if not sounds:
        raise click.ClickException(f"There is no voice in {language} yet.")
    target.write_bytes(write_pack(cast("Language", language), config.voices[language], sounds))
    click.echo(f"{len(sounds)} clips are in {target}.")


def _config(office: Office) -> SiteConfig:
    with office.engine.connect() as conn:
        return load_config(conn, office.site_id)
