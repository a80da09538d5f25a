"""A paired screen tells how it is: its version, its size, whether it may sound. That is no entry of the journal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import delete, insert, select

from shared.store.models import DeviceReport
from shared.store.turn import Answer, Turn
from shared.web.api import Api, Body, Call

api = Api("devices")
Side = Annotated[int, Field(ge=1, le=20_000)]


class ReportBody(Body):
    """What a screen says of itself."""

    version: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9.+-]+$")]
    width: Side
    height: Side
    sound: Literal["on", "blocked", "broken", "none"]
    """`broken`: it sounds, but a clip of the hall's voice cannot be played."""


class Known(BaseModel):
    """The report was kept."""

    known: bool


@api.add("POST", "/devices/report", allow="device.report", body=ReportBody, answer=Known)
def report_device(call: Call) -> Answer:
    """A screen says how it is."""
    body: ReportBody = call.body
    device = call.principal.id

    def act(turn: Turn) -> Answer:
        before = turn.conn.execute(
            select(DeviceReport.sound).where(DeviceReport.device_id == device)
        ).scalar()
        if (before == "broken") != (body.sound == "broken"):
            turn.reconfigure()  # the overview tells of it at once
        turn.conn.execute(delete(DeviceReport).where(DeviceReport.device_id == device))
        turn.conn.execute(insert(DeviceReport).values(device_id=device, at=turn.seconds, **body.model_dump()))
        return {"known": True}

    return call.write(act)
