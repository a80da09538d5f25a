"""Ordinary forms of the pages, read as strictly as the bodies of the API, and the local way to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, request
from flask_login import current_user
from pydantic import ValidationError

from shared.domain.errors import QueueError
from shared.web.api import Body

Form = TypeVar("Form", bound=Body)


def read_form(model: type[Form]) -> Form:
    """Return the posted form as its model; refuse what it does not allow with `request.invalid` and the field."""
    return read_fields(model, {name: value for name, value in request.form.items() if name != "csrf_token"})


def read_fields(model: type[Form], fields: Mapping[str, str]) -> Form:
    """Return fields as their model; refuse what it does not allow with `request.invalid` and the field."""
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


def allow_uploads(pages: Blueprint, most_bytes: Mapping[str, int]) -> None:
    """Let signed-in people send so much to each of these endpoints; for everybody else the small limit stays.

    Before anything reads the body, and so before the check of its CSRF token.
    """

    @pages.url_value_preprocessor
    def _allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        most = most_bytes.get(endpoint or "")
        if most is not None and request.method == "POST" and current_user.is_authenticated:
            request.max_content_length = most
