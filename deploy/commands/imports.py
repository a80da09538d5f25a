"""`tonsai import tickets` and `tonsai import ratings`: the years before this system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from counter.imports.actions import write_file
from counter.imports.columns import Kind
from counter.imports.faults import KEPT
from counter.imports.making import list_made
from counter.imports.preparing import Prepared, prepare, site_in
from deploy.commands.opening import Office, open_office
from shared import clock
from shared.store.turn import Answer, Turn
from shared.web.languages import LANGUAGES, Languages

WRITE_S = 600
"""So long a file may take; the counters wait that long at the very most."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="import")
def imports() -> None:
    """Take in tickets and ratings of the years before this system, from CSV files.

    A file is taken in whole or not at all: every bad line is named with its column and a code, and nothing is changed.
    The same file a second time changes nothing. What was imported is told apart in all figures, and no line, board or
    estimate knows of it. Ends with 0 when the file is in (or was already), with 1 when it was refused, with 2 when it
    cannot be read. The columns are described in docs/import.md.
    """


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Only check; change nothing."),
        click.option(
            "--create-missing",
            is_flag=True,
            help="Make groups, services and counters that are not known, as retired ones.",
        ),
        click.argument("file", type=_FILE),
    ):
        command = option(command)
    return command


@imports.command()
@_options
def tickets(file: Path, create_missing: bool, dry_run: bool) -> None:
    """Take in past tickets: one line each, from issue to outcome."""
    _take_in("tickets", file, create_missing=create_missing, dry_run=dry_run)


@imports.command()
@_options
def ratings(file: Path, create_missing: bool, dry_run: bool) -> None:
    """Take in past ratings: one line each, 1 to 5."""
    _take_in("ratings", file, create_missing=create_missing, dry_run=dry_run)


def _take_in(kind: Kind, file: Path, *, create_missing: bool, dry_run: bool) -> None:
    words = Languages()
    with open_office(any_site=True) as office:
        with office.engine.connect() as conn:
            site_id = site_in(conn, file, kind) or office.site_id
            prepared = prepare(
                conn,
                file,
                kind,
                name=file.name,
                now=clock.now(),
                site_id=site_id,
                create_missing=create_missing,
            )
        try:
            if not prepared.is_good:
                _refuse(prepared, words)
            if dry_run:
                click.echo(_found(prepared) + " Nothing was changed.")
            else:
                click.echo(_told(prepared, _write(office, prepared, words)))
        finally:
            prepared.spool.close()


def _write(office: Office, prepared: Prepared, words: Languages) -> Answer:
    unknown = {language: words.text("imports.department", language) for language in LANGUAGES}

    def act(turn: Turn) -> Answer:
        return write_file(turn, prepared, unknown=unknown)

    return office.write(act, site_id=prepared.known.site_id, timeout_s=WRITE_S)


def _refuse(prepared: Prepared, words: Languages) -> None:
    faults = prepared.faults
    for fault in faults.in_order():
        place = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
        value = f" ({fault.value})" if fault.value else ""
        said = words.text(f"imports.fault.{fault.code}", "en")
        click.echo(f"{place}: {fault.code}: {said}{value}", err=True)
    if faults.total > KEPT:
        click.echo(f"… and {faults.total - KEPT:,} more.", err=True)
    raise click.ClickException(f"{prepared.name} has {faults.total:,} faults; nothing was changed.")


def _found(prepared: Prepared) -> str:
    if prepared.earlier_seq is not None:
        return f"This file was taken in before (journal entry {prepared.earlier_seq:,})."
    counts = ", ".join(f"{name} {n:,}" for name, n in sorted(prepared.counts.items()))
    made = "; ".join(
        f"{what} to be made as retired: {', '.join(codes)}"
        for what, codes in list_made(prepared.missing).items()
        if codes
    )
    days = f"{prepared.days[0]} to {prepared.days[-1]}"
    return f"{prepared.spool.rows:,} {prepared.kind} from {days}: {counts}.{f' {made}.' if made else ''}"


def _told(prepared: Prepared, answer: Answer) -> str:
    if not answer["changed"]:
        return f"This file was taken in before (journal entry {answer['seq']:,}). Nothing was changed."
    return f"{_found(prepared)} Taken in as journal entry {answer['seq']:,}, marked as imported."
