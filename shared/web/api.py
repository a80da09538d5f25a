"""Declaring the HTTP API: one decorator says path, who may, what comes in, what goes out, what can be refused.

pydantic checks the bodies and gives their schemas; `openapi.py` turns the same declarations into the description, so
the two cannot differ. Order of checks: who asks, CSRF for browsers, the body, then the view.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import QueueError
from shared.store.turn import Action, Answer, Key
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.security import csrf, protect_browser

PREFIX = "/api/v1"
KEY_LONGEST = 200


class Body(BaseModel):
    """A request body: unknown fields and wrong types are refused, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Nothing(Body):
    """An empty body."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer in JSON, written once for all who ask the same."""

    content: bytes
    etag: str = ""
    """For a conditional answer."""

    @classmethod
    def of(cls, value: Any) -> Ready:
        """Write plain JSON values."""
        content = orjson.dumps(value)
        return cls(content, hashlib.blake2b(content, digest_size=12).hexdigest())


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API: who, when, what."""

    principal: Principal
    now: datetime
    body: Any

    def write(self, action: Action) -> Answer:
        """Do an action in a turn of the caller's site, under the caller's Idempotency-Key if there is one."""
        return deps().writer.run(
            self.principal.site_id, action, now=self.now, actor=self.principal.actor, key=self._key()
        )

    def _key(self) -> Key | None:
        text = _key_text()
        if text is None:
            return None
        asked = f"{request.method} {request.path}\n".encode() + request.get_data()
        return Key(self.principal.actor, text, hashlib.sha256(asked).hexdigest())


@dataclass(frozen=True)
class Endpoint:
    """One declared call."""

    method: str
    path: str
    name: str
    summary: str
    description: str
    allow: str
    body: type[Body] | None
    query: type[Body] | None
    answer: Any
    status: int
    refuses: tuple[str, ...]
    conditional: bool


class Api:
    """The calls of one face."""

    def __init__(self, face: str) -> None:
        self.blueprint = Blueprint(f"{face}_api", __name__, url_prefix=PREFIX)
        self.face = face
        self.endpoints: list[Endpoint] = []

    def register(self, app: Flask) -> None:
        """Serve the calls. CSRF is checked by the calls themselves: programs with a token have none."""
        csrf.exempt(self.blueprint)
        app.register_blueprint(self.blueprint)
        app.extensions.setdefault("tonsai_apis", []).append(self)

    def add(
        self,
        method: str,
        path: str,
        *,
        allow: str,
        answer: Any,
        body: type[Body] | None = None,
        query: type[Body] | None = None,
        status: int = 200,
        refuses: tuple[str, ...] = (),
        conditional: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a call. The view gets a `Call` and the path's values, and answers with plain JSON values
        (or `Ready` ones).

        `conditional` answers carry an ETag and honour If-None-Match.
        """

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            summary, _, rest = (view.__doc__ or "").strip().partition("\n")
            self.endpoints.append(
                Endpoint(method, path, view.__name__, summary.rstrip("."), rest.strip(), allow, body, query, answer,
                         status, refuses, conditional)
            )  # fmt: skip

            def handle(**values: Any) -> Response:
                principal = require(allow)
                if method != "GET":
                    protect_browser(principal)
                    _key_text()
                data = (
                    _read_body(body)
                    if body is not None
                    else _read_query(query)
                    if query is not None
                    else None
                )
                result = view(Call(principal, deps().clock(), data), **values)
                return answer_json(result, status, conditional=conditional)

            self.blueprint.add_url_rule(path, view.__name__, handle, methods=[method])
            return view

        return declare


def _key_text() -> str | None:
    """Return the key of a write; a malformed one is refused also where a call needs none."""
    text = request.headers.get("Idempotency-Key")
    if text is not None and (not text.isprintable() or not 1 <= len(text) <= KEY_LONGEST):
        raise QueueError("request.invalid", field="Idempotency-Key")
    return text


def answer_json(value: Any, status: int = 200, *, conditional: bool = False) -> Response:
    """Return plain JSON values, or what was made `Ready` of them, as an answer that no cache keeps."""
    if conditional and not isinstance(value, Ready):
        value = Ready.of(value)
    content = value.content if isinstance(value, Ready) else orjson.dumps(value)
    response = Response(content, status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store" if not conditional else "no-cache"
    if conditional:
        response.set_etag(value.etag)
        if "HTTP_IF_NONE_MATCH" in request.environ:
            response.make_conditional(request)
    return response


def _read_body(model: type[Body]) -> Body:
    raw = request.get_data()
    if not raw:
        return _checked(model, {})
    if request.mimetype != "application/json":
        raise QueueError("media.unsupported")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise _refusal(error) from None


def _read_query(model: type[Body]) -> Body:
    return _checked(model, request.args.to_dict())


def _checked(model: type[Body], values: dict[str, Any]) -> Body:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> QueueError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return QueueError("request.malformed")
    field = ".".join(str(part) for part in first["loc"])
    return QueueError("request.invalid", field=field[:100], problem=first["type"])
