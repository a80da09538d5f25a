"""What the first run asks, and how an answer is read: the same for the pages and for `tonsai init`."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from counter.people.forms import Name, Secret, Username
from counter.settings.checks import check_languages
from counter.settings.fields import Field, read_field
from counter.settings.lists import LANGUAGE_CHOICES
from counter.settings.sections import LANGUAGE_FIELDS
from deploy.opening.draft import Draft, built_in
from shared.domain.errors import QueueError
from shared.domain.hours import Hours
from shared.web.api import Body
from shared.web.posted import read_fields

FIELDS: dict[str, tuple[Field, ...]] = {
    "office": (
        Field("office.name", "words"),
        Field("office.place", "words"),
        Field("office.days", "words"),
        *LANGUAGE_FIELDS,
    ),
    "hours": (
        Field("hours.weekly", "week"),
        Field("hours.lunch", "lunch"),
        Field("hours.last_ticket_before_min", "whole", most=480),
    ),
    "rules": (
        Field("priority_ratio", "whole", least=1, most=20),
        Field("office.rule", "words"),
        Field("office.priority_text", "words"),
    ),
}
"""Step → the fields of its form."""


class Administrator(Body):
    """Who signs in first."""

    name: Name
    username: Username
    password: Secret
    again: Secret


def keep_fields(draft: Draft, step: str, form: MultiDict[str, str]) -> None:
    """Put a step's answers into the draft; refuse with `request.invalid` and the field, or `settings.hours`."""
    read = {
        field.path: read_field(field, form, LANGUAGE_CHOICES.get(field.choices, ())) for field in FIELDS[step]
    }
    if step == "office":
        check_languages(read)
    draft["settings"].update(read)
    if step == "hours":
        own = {p.removeprefix("hours."): v for p, v in draft["settings"].items() if p.startswith("hours.")}
        try:
            Hours.from_json({**built_in()["settings"]["hours"], **own})
        except ValueError:
            raise QueueError("settings.hours") from None


def read_administrator(fields: Mapping[str, str]) -> Administrator:
    """Return the first administrator; refuse with `request.invalid` and the field, or `password.differs`."""
    form = read_fields(Administrator, fields)
    if form.password != form.again:
        raise QueueError("password.differs")
    return form
