"""`tonsai catalogue export` and `tonsai catalogue import`: departments, groups and services as one file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from deploy.commands.opening import open_office
from deploy.structure import parse_structure, read_structure, write_structure
from shared.store.turn import Answer, Turn

_SITE = click.option("--site", help="Code of the site; needed where there are several.")


class _TrialError(Exception):
    """Ends a turn that was only to be tried; carries what it would have answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("a trial")
        self.answer = answer


@click.group()
def catalogue() -> None:
    """Departments, service groups and services of an office as one JSON file, out and in.

    Take the file out, change it, put it back: all of it or nothing. What is not in the file any more is retired, never
    deleted, so that the figures of the past keep it. The file is described in docs/catalogue.md.
    """


@catalogue.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@_SITE
def export_file(file: Path, site: str | None) -> None:
    """Write the structure of the office into a file; `-` writes it to the output."""
    with open_office(site) as office, office.engine.connect() as conn:
        found = read_structure(conn, office.site_id)
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        counts = ", ".join(f"{len(rows)} {kind}" for kind, rows in found.items())
        click.echo(f"{file}: {counts}.")


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check and tell what would change.")
@_SITE
def import_file(file: Path, dry_run: bool, site: str | None) -> None:
    """Make the structure of the office that of a file, whole or not at all."""
    try:
        structure = parse_structure(file.read_text(encoding="utf-8-sig"))
    except ValueError as wrong:
        raise click.ClickException(f"{file.name}: {wrong}. Nothing was changed.") from None

    def act(turn: Turn) -> Answer:
        answer = write_structure(turn, structure)
        if dry_run:
            raise _TrialError(answer)
        return answer

    with open_office(site) as office:
        try:
            answer = office.write(act)
        except _TrialError as tried:
            answer = tried.answer
    for kind, changes in answer["changes"].items():
        for what, codes in changes.items():
            if codes:
                click.echo(f"{kind}, {what}: {', '.join(codes)}")
    if dry_run:
        click.echo("A trial: nothing was changed.")
    elif not answer["changed"]:
        click.echo("The office is like that already; nothing was changed.")
    else:
        click.echo("Done; screens show it at once.")
