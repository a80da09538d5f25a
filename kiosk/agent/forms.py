"""What an agent sends and gets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from shared.domain.printing import PrinterState
from shared.web.api import Body

Claim = Annotated[str, StringConstraints(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Secret = Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class PairingBegun(BaseModel):
    """The code that an administrator confirms, and the secret with which the agent asks for its token."""

    code: str
    secret: str


class ClaimBody(Body):
    """The secret of a pairing."""

    secret: Secret


class PairingClaimed(BaseModel):
    """The agent's token, once its code was confirmed."""

    token: str | None


class StateBody(Body):
    """How the agent's printer is."""

    state: PrinterState


class Served(BaseModel):
    """The kiosks whose slips come out of this agent's printer."""

    kiosks: list[int]


class FetchBody(Body):
    """A claim of the agent's own making, new for each job; how long to wait for one."""

    claim: Claim
    wait_s: Annotated[float, Field(ge=0, le=20)] = 0


class AgentJob(BaseModel):
    """A slip to print once: a PNG of exactly the printer's dots, in base 64."""

    id: int
    width: int
    picture: str


class Fetched(BaseModel):
    """The job, or nothing to do."""

    job: AgentJob | None


class EndBody(Body):
    """How it ended: `not_sent` when surely nothing came out, `unknown` when something may have."""

    claim: Claim
    outcome: Literal["printed", "not_sent", "unknown"]


class Ended(BaseModel):
    """Where the job stands now."""

    state: Literal["queued", "printed", "failed", "expired"]
