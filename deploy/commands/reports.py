"""`tonsai report`: the reports of measures 1, 4, 7 and 8 as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click
from sqlalchemy import Connection

from deploy.commands.opening import Office, open_office
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.report.desk import Desk
from shared.evidence.report.docx_template import make_template
from shared.evidence.report.files import table_csv
from shared.evidence.report.making import MEASURES, RoundKind
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from shared.evidence.reports import ALL, StoredReport, freeze, read_documents, read_reports
from shared.evidence.rounds import FORMATS, Format, Frozen
from shared.evidence.shelf import Shelf
from shared.evidence.vault import Vault
from shared.web.languages import Languages


@click.command()
@click.option(
    "--measure", type=click.Choice([*map(str, MEASURES), "all"]), required=True,
    help="Which measure; all: those that the round has to report.",
)  # fmt: skip
@click.option("--year", type=int, required=True, help="Fiscal year B.E., such as 2569.")
@click.option(
    "--round", "kind", type=click.Choice(["half", "annual"]), required=True,
    help="half: October to March; annual: October to September.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(FORMATS), required=True, help="What kind of file to write."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@click.option("--site", help="Code of the site; needed where there are several.")
@click.option("--version", type=click.IntRange(min=1), help="A published version; the newest without it.")
@click.option("--now", "anew", is_flag=True, help="Make it of the records now, also after publishing.")
@click.option("--simulated", is_flag=True, help="Count simulated records too; every page says so.")
def report(
    measure: str, year: int, kind: str, form: str, out: Path, site: str | None, version: int | None, anew: bool,
    simulated: bool,
) -> None:  # fmt: skip
    """Write the report of a round as a file.

    That of a published round is the very file that was published, in every format. Of any other round it is what
    the records say now, and a pdf or docx says on every page that it is a draft. With csv and a folder as --out,
    every table becomes a file of its own; otherwise all tables stand in one file.
    """
    if version is not None and (anew or simulated):
        raise click.UsageError(
            "A published version stays as it was: --version goes without --now and --simulated."
        )
    number, wanted = ALL if measure == "all" else int(measure), cast("RoundKind", kind)
    with open_office(site) as office, office.engine.connect() as conn:
        try:
            published = None
            if not (anew or simulated):
                published = _published(conn, office, number, year, wanted, version)
            if form == "csv" and out.is_dir():
                frozen = (
                    published.frozen if published else _freeze(conn, office, number, year, wanted, simulated)
                )
                _write_tables(frozen, out)
                return
            if published is not None:
                body = _kept(conn, office, published, form)
            else:
                frozen = _freeze(conn, office, number, year, wanted, simulated)
                made = _reporter(office).documents_of(frozen, formats=(cast("Format", form),))
                body = made[0].body
        except QueueError as error:
            why = ", ".join(str(detail) for detail in error.details.values())
            raise click.ClickException(f"Refused: {error.code}{f' ({why})' if why else ''}.") from None
    out.write_bytes(body)
    click.echo(out)


def _published(
    conn: Connection, office: Office, measure: int, year: int, kind: RoundKind, version: int | None
) -> StoredReport | None:
    """Return a published version, the newest without a number; None where nothing is published yet."""
    versions = read_reports(conn, office.site_id, year, kind, measure)
    published = [found for found in versions if found.published and version in (None, found.version)]
    if version is not None and not published:
        raise QueueError("report.unknown", version=version)
    return published[0].check() if published else None


def _kept(conn: Connection, office: Office, published: StoredReport, form: str) -> bytes:
    """Return a document byte for byte as it was published."""
    for document in read_documents(conn, published.id):
        if document.format == form:
            return Vault(office.settings.data).read(document.sha256)
    raise QueueError("report.unknown", format=form)


def _freeze(
    conn: Connection, office: Office, measure: int, year: int, kind: RoundKind, simulated: bool
) -> dict[str, Any]:
    """Return what the records and the binder say now."""
    shelf = Shelf()
    try:
        return freeze(
            conn, office.site_id, year_be=year, kind=kind, measure=measure, now=clock.now(),
            reporter=_reporter(office, shelf), shelf=shelf, simulated=simulated,
        )  # fmt: skip
    except ValueError:
        raise QueueError("request.invalid", field="year") from None


def _reporter(office: Office, shelf: Shelf | None = None) -> HallReporter:
    return HallReporter(shelf or Shelf(), Speech(Languages()), Desk(office.settings.data))


def _write_tables(frozen: Frozen, folder: Path) -> None:
    """Write every table of a report into a folder, one file each."""
    speech = Speech(Languages())
    for number, value in frozen["reports"].items():
        for sheet in tables_of(value, speech):
            path = folder / f"{number}-{sheet.name}.csv"
            path.write_bytes(table_csv(sheet, speech))
            click.echo(path)


@click.command("report-template")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
def report_template(out: Path) -> None:
    """Write the template of the report for word processors, to be changed in an office program.

    Laid as report/report.docx into the data folder it is the one that reports are made with.
    """
    out.write_bytes(make_template())
    click.echo(out)
