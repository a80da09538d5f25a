"""What the kiosk, the tablet and the phone send and get."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from shared.live.values import BoardGroup, Hall, Language, TicketState, Wait
from shared.web.api import Body

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
TicketToken = Annotated[str, StringConstraints(min_length=8, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
Level = Annotated[int, Field(ge=1, le=5)]
Comment = Annotated[
    str,
    # Any writing, but no control characters: not every database, report or spreadsheet can hold them.
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
    ),
]


class IssueBody(Body):
    """Which line, with which class and language."""

    group: Code
    priority: bool = False
    language: Language = "th"


class Issued(BaseModel):
    """A number. `ahead` are those called before it in its line; `wait` the estimate, if there is one."""

    number: str
    token: str
    group: str
    ahead: int
    wait: Wait | None
    url: str
    seq: int


class SlipView(BaseModel):
    """Where the printing of a slip stands."""

    state: Literal["none", "queued", "printing", "printed", "failed", "expired"]


class SlipTaken(BaseModel):
    """Whether the browser that asked is the one to print."""

    print: bool


class TicketView(BaseModel):
    """A ticket as its holder sees it."""

    number: str
    state: TicketState
    group: str
    group_name: dict[str, str]
    counter: int | None
    ahead: int | None
    wait: Wait | None
    poll_after_s: int
    language: Language
    called_at: str | None
    rated: bool
    ratable: bool
    seq: int


class Cancelled(BaseModel):
    """The place was given up."""

    number: str
    state: Literal["cancelled"]
    seq: int


class Answers(Body):
    """The four dimensions, each free."""

    process: Level | None = None
    staff: Level | None = None
    facility: Level | None = None
    channel: Level | None = None


class OpinionBody(Body):
    """The free answers of a rating."""

    answers: Answers | None = None
    reasons: Annotated[tuple[Code, ...], Field(max_length=12, strict=False)] = ()
    comment: Comment | None = None
    sex: Literal["male", "female", "other", "none"] | None = None
    age: Literal["under20", "20-30", "31-40", "41-50", "51-60", "over60", "none"] | None = None
    occupation: Code | None = None
    language: Language = "th"


class RatingBody(OpinionBody):
    """A rating: the score is a complete answer. `token` makes it verified; `group` may place an open one."""

    score: Level
    token: TicketToken | None = None
    group: Code | None = None


class AmendBody(OpinionBody):
    """What a visitor adds to a rating just given; the phone says its `token` again."""

    score: Level | None = None
    token: TicketToken | None = None


class Rated(BaseModel):
    """The rating was kept; until `correct_until` the score may be changed."""

    id: int
    verified: bool
    correct_until: str


class RatableTicket(BaseModel):
    """A ticket that was just finished and is not rated yet."""

    number: str
    token: str
    finished_at: str
    counter: int | None


class Ratable(BaseModel):
    """Newest first."""

    tickets: list[RatableTicket]


class Groups(BaseModel):
    """What the kiosk may offer now."""

    groups: list[BoardGroup]
    hall: Hall


class Done(BaseModel):
    """It was written as journal number `seq` or before."""

    seq: int
