"""`tonsai report`: the reports of measures 1, 4 and 7 as files."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click
from sqlalchemy import Connection

from deploy.commands.opening import Office, open_office
from shared import clock
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.evidence.report.desk import Desk
from shared.evidence.report.docx_template import make_template
from shared.evidence.report.files import report_csv, report_json, report_xlsx, table_csv
from shared.evidence.report.making import MEASURES, RoundKind, figures_of_all
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from shared.evidence.reports import ALL, freeze, read_reports
from shared.evidence.rounds import Format
from shared.evidence.shelf import Shelf
from shared.web.languages import Languages

_MAKERS = {"json": report_json, "xlsx": report_xlsx, "csv": report_csv}


@click.command()
@click.option(
    "--measure", type=click.Choice(["1", "4", "7", "all"]), required=True, help="Which measure; all of them."
)
@click.option("--year", type=int, required=True, help="Fiscal year B.E., such as 2569.")
@click.option(
    "--round", "kind", type=click.Choice(["half", "annual"]), required=True,
    help="half: October to March; annual: October to September.",
)  # fmt: skip
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "docx", *_MAKERS]),
    required=True,
    help="What kind of file to write.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@click.option("--site", help="Code of the site; the first one without it.")
@click.option("--simulated", is_flag=True, help="Count simulated records too; every page says so.")
def report(
    measure: str, year: int, kind: str, form: str, out: Path, site: str | None, simulated: bool
) -> None:
    """Write the report of a round as a file.

    With csv and a folder as --out, every table becomes a file of its own; otherwise all tables stand in one file.
    A round that still runs gives what there is so far. A pdf or docx is that of the published report,
    or a draft that says so.
    """
    with open_office(site) as office, office.engine.connect() as conn:
        try:
            if form in ("pdf", "docx"):
                number = ALL if measure == "all" else int(measure)
                out.write_bytes(
                    _paper(
                        conn, office, number, year, cast("RoundKind", kind), cast("Format", form), simulated
                    )
                )
                click.echo(out)
                return
            values = figures_of_all(
                conn, office.site_id, tuple(MEASURES) if measure == "all" else (int(measure),), year,
                cast("RoundKind", kind), now=clock.now(), simulated=simulated,
            )  # fmt: skip
        except QueueError as error:
            why = ", ".join(str(detail) for detail in error.details.values())
            raise click.ClickException(f"Refused: {error.code} ({why}).") from None
    speech = Speech(Languages())
    if form == "csv" and out.is_dir():
        for value in values.values():
            for sheet in tables_of(value, speech):
                path = out / f"{value['measure']}-{sheet.name}.csv"
                path.write_bytes(table_csv(sheet, speech))
                click.echo(path)
        return
    out.write_bytes(_MAKERS[form](values, speech))
    click.echo(out)


def _paper(
    conn: Connection, office: Office, measure: int, year: int, kind: RoundKind, form: Format, simulated: bool
) -> bytes:
    """Return the document of the newest published version, or of what stands in the records and the binder now."""
    reporter = HallReporter(Shelf(), Speech(Languages()), Desk(office.settings.data))
    versions = read_reports(conn, office.site_id, year, kind, measure)
    published = next((version for version in versions if version.published is not None), None)
    if published is not None and published.published is not None:
        made = reporter.documents_of(
            published.check().frozen, published=moment(published.published.at), version=published.version,
            formats=(form,),
        )  # fmt: skip
        return made[0].body
    try:
        frozen = freeze(
            conn, office.site_id, year_be=year, kind=kind, measure=measure, now=clock.now(),
            reporter=reporter, simulated=simulated,
        )  # fmt: skip
    except ValueError:
        raise QueueError("request.invalid", field="year") from None
    return reporter.documents_of(frozen, formats=(form,))[0].body


@click.command("report-template")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
def report_template(out: Path) -> None:
    """Write the template of the report for word processors, to be changed in an office program.

    Laid as report/report.docx into the data folder it is the one that reports are made with.
    """
    out.write_bytes(make_template())
    click.echo(out)
