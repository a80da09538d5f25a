"""What is asked for: a ticket of a day, or a member of staff."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from shared.web.api import Body

_Tidy = BeforeValidator(lambda typed: typed.strip().upper() if isinstance(typed, str) else typed)


class TicketForm(Body):
    """A ticket by its number and day."""

    number: Annotated[str, _Tidy, StringConstraints(pattern=r"^[A-Z]{1,2}[0-9]{1,6}$")]
    day: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class StaffForm(Body):
    """A member of staff by the name they sign in with."""

    username: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
