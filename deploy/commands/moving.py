"""`tonsai move`."""

from __future__ import annotations

import click

from deploy.commands.opening import open_database
from deploy.database import AlreadyServedError, take_folder
from deploy.moving import MoveError
from deploy.moving import move as move_to


@click.command()
@click.option(
    "--to", "url", required=True, help="An empty PostgreSQL database: postgresql://user@host/database."
)
def move(url: str) -> None:
    """Carry the whole office over to PostgreSQL, verified by its chains; the present database stays as it is.

    With the server stopped. Afterwards set TONSAI_DATABASE_URL to the new address and start; pictures and
    documents stay in the data folder.
    """
    settings, engine = open_database()
    try:
        lock = take_folder(settings.data)
    except AlreadyServedError as error:
        raise click.ClickException(f"{error} Stop it first.") from None
    try:
        heads = move_to(
            engine,
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            lambda table, rows: click.echo(f"{table}: {rows} rows") if rows else None,
        )
    except MoveError as error:
        raise click.ClickException(str(error)) from None
    finally:
        engine.dispose()
        lock.close()
    for code, head in heads.items():
        click.echo(f"{code}: the chain holds, head {head}")
    click.echo(f"Moved. Set TONSAI_DATABASE_URL={url} and start the server.")
