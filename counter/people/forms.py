"""What the pages about people send: ordinary forms, read as strictly as the API's bodies."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from shared.web.api import Body


def _plain(text: str) -> str:
    """Return a name as one line of visible text."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy or not tidy.isprintable():
        raise ValueError("a name is one line of text")
    return tidy


Name = Annotated[str, StringConstraints(max_length=80), AfterValidator(_plain)]
Username = Annotated[
    str,
    BeforeValidator(lambda typed: typed.strip().lower()),
    StringConstraints(max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$"),
]
Role = Literal["clerk", "supervisor", "executive", "administrator"]
Secret = Annotated[str, StringConstraints(max_length=200)]


class InviteForm(Body):
    """A new person."""

    username: Username
    name: Name
    role: Role


class PersonForm(Body):
    """A changed person."""

    name: Name
    role: Role


class JoinForm(Body):
    """A one-time code, and the password it is spent on."""

    code: Annotated[str, StringConstraints(max_length=40)]
    password: Secret
    again: Secret


class PasswordForm(Body):
    """One's own password, changed."""

    now: Secret
    password: Secret
    again: Secret


class PinForm(Body):
    """A PIN; the password says that it is really the person."""

    now: Secret
    pin: Annotated[str, StringConstraints(max_length=20)]


class SwitchForm(Body):
    """Who goes on at this machine."""

    person: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")]
    pin: Annotated[str, StringConstraints(max_length=20)]
