"""What the page of the voice sends, read as strictly as the bodies of the API."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError

from shared.domain.errors import QueueError
from shared.web.api import Body

Query = TypeVar("Query", bound=Body)


def _one_line(text: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy.isprintable():
        raise ValueError("a name is one line of text")
    return tidy


class SpeakerForm(Body):
    """Who speaks a language. The name may be left empty: the speaker decides whether it stands here."""

    speaker: Annotated[str, StringConstraints(max_length=120), AfterValidator(_one_line)]
    gender: Literal["female", "male"]
    agreed: Literal["yes", ""] = ""


class CallQuery(Body):
    """A call to listen to: the number as on a ticket, the counter, the ticket's language."""

    number: Annotated[
        str,
        BeforeValidator(lambda typed: str(typed).strip().upper()),
        StringConstraints(pattern=r"^[A-Z][0-9]{1,4}$"),
    ]
    counter: Annotated[int, BeforeValidator(lambda typed: int(str(typed))), Field(ge=1, le=999)]
    language: Literal["th", "ms", "en"]


def read_query(model: type[Query], values: Mapping[str, str]) -> Query:
    """Return the query of an address as its model; refuse with `request.invalid` and the field."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise QueueError("request.invalid", field=field[:100], problem=first["type"]) from None
