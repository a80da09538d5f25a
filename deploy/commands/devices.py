"""`tonsai token …` for programs and `tonsai device …` for kiosks, TVs and tablets."""

from __future__ import annotations

import secrets

import click
from sqlalchemy import insert, select, update

from deploy.commands.opening import open_office
from shared.store.models import Device, Token
from shared.store.turn import Answer, Turn
from shared.web.access import hashed
from shared.web.devices import confirm_pairing, revoke_device


@click.group()
def token() -> None:
    """Bearer tokens for programs that use the API."""


@token.command("create")
@click.option(
    "--role",
    type=click.Choice(["kiosk", "counter", "screen", "admin"]),
    required=True,
    help="kiosk issues and rates, counter works at counters, screen only looks at the hall, "
    "admin may do all that programs may.",
)
@click.option("--counter", type=click.IntRange(1, 999), help="Bind a counter token to one counter.")
@click.option(
    "--name", default="program", show_default=True, help="What the token is for; shown in the journal."
)
@click.option("--site", help="Code of the site; needed where there are several.")
def create_token(role: str, counter: int | None, name: str, site: str | None) -> None:
    """Make a token and print it, once. Only its hash is kept; a lost token is revoked and made anew."""
    if counter is not None and role != "counter":
        raise click.ClickException("Only a counter token can be bound to a counter.")
    secret = secrets.token_urlsafe(32)

    def act(turn: Turn) -> Answer:
        if counter is not None:
            turn.config.counter(counter)
        token_id = turn.conn.execute(
            insert(Token)
            .values(
                site_id=turn.site_id,
                role=role,
                counter=counter,
                name=name,
                token_hash=hashed(secret),
                created_at=turn.seconds,
            )
            .returning(Token.id)
        ).scalar_one()
        turn.record("token.created", token=token_id, role=role, counter=counter, name=name)
        return {"id": token_id}

    with open_office(site) as office:
        office.write(act)
    click.echo(secret)


@token.command("list")
@click.option("--site", help="Code of the site; needed where there are several.")
def list_tokens(site: str | None) -> None:
    """List the tokens that work, without their secrets."""
    with open_office(site) as office, office.engine.connect() as conn:
        for row in conn.execute(
            select(Token.id, Token.role, Token.counter, Token.name)
            .where(Token.site_id == office.site_id, Token.revoked_at.is_(None))
            .order_by(Token.id)
        ):
            click.echo(f"{row.id:>4}  {row.role:<8} {row.counter or '':<4} {row.name}")


@token.command("revoke")
@click.argument("token_id", type=int)
@click.option("--site", help="Code of the site; needed where there are several.")
def revoke_token(token_id: int, site: str | None) -> None:
    """Make a token useless at once."""

    def act(turn: Turn) -> Answer:
        changed = turn.conn.execute(
            update(Token)
            .where(Token.id == token_id, Token.site_id == turn.site_id, Token.revoked_at.is_(None))
            .values(revoked_at=turn.seconds)
        )
        if changed.rowcount != 1:
            raise click.ClickException(f"There is no token {token_id} that works.")
        turn.record("token.revoked", token=token_id)
        return {}

    with open_office(site) as office:
        office.write(act)
    click.echo(f"Token {token_id} is revoked.")


@click.group()
def device() -> None:
    """Paired browsers: kiosks, TVs, rating tablets."""


@device.command("confirm")
@click.argument("code")
@click.option("--name", required=True, help="How staff call this device: ตู้คิวหน้าห้อง")
@click.option("--counter", type=click.IntRange(1, 999), help="The counter a rating tablet stands at.")
@click.option("--site", help="Code of the site; needed where there are several.")
def confirm_device(code: str, name: str, counter: int | None, site: str | None) -> None:
    """Confirm the six-digit CODE that an unpaired browser shows at /kiosk, /display or /tablet."""
    with open_office(site) as office:
        made = office.write(lambda turn: confirm_pairing(turn, code=code.strip(), name=name, counter=counter))
    click.echo(f"Device {made['id']} ({made['kind']}) is paired as {name}.")


@device.command("list")
@click.option("--site", help="Code of the site; needed where there are several.")
def list_devices(site: str | None) -> None:
    """List the paired devices, with the number that `revoke` takes."""
    with open_office(site) as office, office.engine.connect() as conn:
        for row in conn.execute(
            select(Device.id, Device.kind, Device.name)
            .where(Device.site_id == office.site_id, Device.revoked_at.is_(None))
            .order_by(Device.id)
        ):
            click.echo(f"{row.id:>4}  {row.kind:<8} {row.name}")


@device.command("revoke")
@click.argument("device_id", type=int)
@click.option("--site", help="Code of the site; needed where there are several.")
def revoke_paired(device_id: int, site: str | None) -> None:
    """Shut a device out at once."""
    with open_office(site) as office:
        office.write(lambda turn: revoke_device(turn, device_id=device_id))
    click.echo(f"Device {device_id} is shut out.")
