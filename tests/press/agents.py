"""Print agents of a test: paired devices that sign their calls with a token."""

from __future__ import annotations

from sqlalchemy import select

from shared.store.models import Device
from shared.store.turn import Answer, Turn
from shared.web.access import hashed
from shared.web.devices import add_device
from tests.lobby import Browser, Lobby
from tests.press.machines import set_printer


def agent_of(lobby: Lobby, name: str = "agent", *, serves: int | None = None) -> tuple[Browser, int]:
    """Return the client of a paired agent and its device id; `serves` is the kiosk whose printer it holds."""
    secret = f"the-secret-of-the-{name}"

    def pair(turn: Turn) -> Answer:
        found = turn.conn.execute(select(Device.id).where(Device.token_hash == hashed(secret))).scalar()
        return {"id": found or add_device(turn, kind="agent", name=name, token_hash=hashed(secret))}

    agent = int(lobby.office.take_turn(pair)["id"])
    if serves is not None:
        set_printer(lobby.office, serves, way="agent", address="", agent=agent)
    return Browser(lobby.app.test_client(), {"Authorization": f"Bearer {secret}"}), agent
