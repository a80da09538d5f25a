"""The description of the API, OpenAPI 3.1, made from the same declarations that serve the calls."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from pydantic import BaseModel, TypeAdapter

from shared.web.access import PERMISSIONS
from shared.web.api import PREFIX, Api, Endpoint
from shared.web.deps import deps
from shared.web.errors import PROBLEM, STATUS

_REF = "#/components/schemas/{model}"
_ALWAYS = (
    "host.unknown",
    "auth.required",
    "auth.wrong",
    "auth.forbidden",
    "rate.limited",
    "server.error",
    "server.busy",
    "server.damaged",
    "server.disk",
    "server.no_room",
    "not_found",
    "site.other",
    "site.unknown",
    "site.unnamed",
)
_WITH_BODY = (
    "request.malformed",
    "request.invalid",
    "media.unsupported",
    "request.slow",
    "request.too_large",
)
_TOKEN = {"type": "string"}


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `detail` is its sentence for a person."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    details: dict[str, Any]
    instance: str


def describe(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of all declared calls."""
    endpoints = [endpoint for api in _apis(app) for endpoint in api.endpoints]
    kept: dict[str, Any] = app.extensions.setdefault("tonsai_openapi", {})
    if not kept:
        kept.update(_document(endpoints))
    return kept


def _apis(app: Flask) -> list[Api]:
    found: list[Api] = app.extensions.get("tonsai_apis", [])
    return found


def _document(endpoints: list[Endpoint]) -> dict[str, Any]:
    types: dict[str, tuple[Any, Any]] = {"problem": (Problem, "serialization")}
    for e in endpoints:
        types[f"{e.name}.answer"] = (e.answer, "serialization")
        if e.body is not None:
            types[f"{e.name}.body"] = (e.body, "validation")
    schemas, definitions = TypeAdapter.json_schemas(
        [(key, mode, TypeAdapter(kind)) for key, (kind, mode) in types.items()], ref_template=_REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for e in endpoints:
        path = PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", e.path)
        paths.setdefault(path, {})[e.method.lower()] = _operation(e, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tonsai",
            "version": deps().version,
            "description": "Queue, satisfaction and evidence of a municipality. Errors carry a stable `code`.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": paths | _fixed_paths(),
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(e: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": e.name,
        "summary": e.summary,
        "parameters": _parameters(e),
        "responses": _responses(e, schemas),
    }
    if e.description:
        operation["description"] = e.description
    if "visitor" in PERMISSIONS[e.allow]:
        operation["security"] = []
    if e.body is not None:
        schema = schemas[(f"{e.name}.body", "validation")]
        required = bool(e.body.model_json_schema().get("required"))
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": schema}}}
    return operation


def _parameters(e: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", e.path):
        schema = {"type": "integer", "minimum": 0} if kind == "int" else _TOKEN
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    if e.method != "GET":
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key gives the first answer again.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
            }
        )
    if e.query is not None:
        for name, schema in e.query.model_json_schema()["properties"].items():
            shown = {k: v for k, v in schema.items() if k not in ("title", "default")}
            found.append({"name": name, "in": "query", "required": False, "schema": shown})
    return found


def _responses(e: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    answer = schemas[(f"{e.name}.answer", "serialization")]
    found: dict[str, Any] = {
        str(e.status): {"description": "Done", "content": {"application/json": {"schema": answer}}}
    }
    if e.conditional:
        found["304"] = {"description": "Nothing has changed"}
    codes = {*e.refuses, *_ALWAYS}
    if e.body is not None:
        codes |= set(_WITH_BODY)
    if e.method != "GET":
        codes |= {"csrf.failed", "key.reused", "request.invalid"}
    if e.query is not None:
        codes.add("request.invalid")
    for status in sorted({STATUS[code] for code in codes}):
        names = ", ".join(f"`{code}`" for code in sorted(codes) if STATUS[code] == status)
        found[str(status)] = {
            "description": names,
            "content": {PROBLEM: {"schema": schemas[("problem", "serialization")]}},
        }
    return found


def _fixed_paths() -> dict[str, Any]:
    """Describe the calls of `ops.py`, which are not declared with `Api`."""
    names = {"type": "array", "items": {"type": "string"}}
    shape = {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"enum": ["ok", "failing"]}, "failures": names, "codes": names},
    }
    answer = {"application/json": {"schema": shape}}
    return {
        f"{PREFIX}/health": {
            "get": {
                "operationId": "health",
                "summary": "200 only when the database writes, the journal's head verifies and the clock is right",
                "security": [],
                "responses": {
                    "200": {"description": "All is well", "content": answer},
                    "503": {"description": "Something fails", "content": answer},
                },
            }
        },
        f"{PREFIX}/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description",
                "security": [],
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    "304": {"description": "Nothing has changed"},
                },
            }
        },
    }
