"""`tonsai report`: the reports of measures 1, 4 and 7 as files."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from deploy.commands.opening import open_office
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.report.files import report_csv, report_json, report_xlsx, table_csv
from shared.evidence.report.making import MEASURES, RoundKind, figures_of_all
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
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
    "--format", "form", type=click.Choice([*_MAKERS]), required=True, help="What kind of file to write."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@click.option("--site", help="Code of the site; the first one without it.")
@click.option("--simulated", is_flag=True, help="Count simulated records too; every page says so.")
def report(
    measure: str, year: int, kind: str, form: str, out: Path, site: str | None, simulated: bool
) -> None:
    """Write the report of a round as a file.

    With csv and a folder as --out, every table becomes a file of its own; otherwise all tables stand in one file.
    A round that still runs gives what there is so far.
    """
    with open_office(site) as office, office.engine.connect() as conn:
        try:
            values = figures_of_all(
                conn, office.site_id, tuple(MEASURES) if measure == "all" else (int(measure),), year,
                cast("RoundKind", kind), now=clock.now(), simulated=simulated,
            )  # fmt: skip
        except QueueError as error:
            raise click.ClickException(f"Refused: {error.code} ({error.details.get('field')}).") from None
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
