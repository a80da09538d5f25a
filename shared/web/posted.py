"""Ordinary forms of the pages, read as strictly as the bodies of the API, and the local way to go on."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from flask import request
from pydantic import ValidationError

from shared.domain.errors import QueueError
from shared.web.api import Body

Form = TypeVar("Form", bound=Body)


def read_form(model: type[Form]) -> Form:
    """Return the posted form as its model; refuse what it does not allow with `request.invalid` and the field."""
    fields = {name: value for name, value in request.form.items() if name != "csrf_token"}
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise QueueError("request.invalid", field=field[:100], problem=first["type"]) from None


def local_way(target: str | None) -> str | None:
    """Return a local path to go on to, or None: never another host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if not target.isprintable():
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
