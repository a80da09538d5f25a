"""What consoles and programs send to counters, and get."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.live.values import DeskTicket
from shared.web.api import Body

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
TicketRef = Annotated[str, StringConstraints(min_length=4, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]


class OpenBody(Body):
    """For which groups (codes or letters; None: the usual ones), and whether to take over from another tab."""

    groups: Annotated[list[Code], Field(min_length=1, max_length=20)] | None = None
    take_over: bool = False


class PauseBody(Body):
    """Why: one of the office's reasons."""

    reason: Code


class CallBody(Body):
    """A chosen ticket, by number or token, and why it is taken out of order."""

    ticket: TicketRef
    reason: Code


class FinishBody(Body):
    """The exact service done; None where nobody knows."""

    service: Code | None = None


class CorrectBody(Body):
    """The service that was really done."""

    service: Code


class HoldBody(Body):
    """Why, if a reason is given."""

    reason: Code | None = None


class TicketBody(Body):
    """A ticket by number or token."""

    ticket: TicketRef


class TransferBody(Body):
    """Where to: a group's line or one counter."""

    group: Code | None = None
    counter: Annotated[int, Field(ge=1, le=999)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> TransferBody:
        if (self.group is None) == (self.counter is None):
            raise ValueError("exactly one of group and counter")
        return self


class Moved(BaseModel):
    """The ticket as it stands now (None: the line is empty, or the counter has none) and the journal number."""

    ticket: DeskTicket | None
    seq: int


class Done(BaseModel):
    """It was written as journal number `seq` or before."""

    seq: int


class HeadlineQuery(Body):
    """Days `from`–`to`, or a round (`half`, `annual`) of a fiscal year B.E.; nothing of these: the present round."""

    first: str | None = Field(default=None, alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")
    last: str | None = Field(default=None, alias="to", pattern=r"^\d{4}-\d{2}-\d{2}$")
    year: str | None = Field(default=None, pattern=r"^2[56]\d{2}$")
    round: str | None = Field(default=None, pattern="^(half|annual)$")


class FiguresQuery(HeadlineQuery):
    """Days `from`–`to`, or a round (`half`, `annual`) of a fiscal year B.E.; one department or group; nothing of
    these: the present round, all of it. `simulated=1` counts simulated records too."""

    department: str | None = Field(default=None, max_length=40)
    group: str | None = Field(default=None, max_length=40)
    simulated: str | None = Field(default=None, pattern="^[01]$")
