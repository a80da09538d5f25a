"""Log lines for machines and people: one JSON object a line, the same from our code, gunicorn and the libraries.

A line holds what somebody chose to say, and nothing that was sent: no body, no token, no name. Where a line belongs to
a request it has the request's id, its route template and never its path, which may hold a token.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import has_request_context
from sqlalchemy.exc import DBAPIError

from shared.web.tracing import request_fields

LEVELS = {"debug": "DEBUG", "info": "INFO", "warning": "WARNING", "error": "ERROR"}
FIELDS = ("code", "method", "route", "status", "ms", "address", "request")
LONGEST = 500
"""Letters of a message or of an exception's words: enough to find a fault, too few for what somebody pasted."""
_TOKEN = re.compile(r"(/(?:t|tickets)/)[A-Za-z0-9_-]+")
"""What gunicorn says of a request that fails before we see it has its address."""
_ROOT = Path(__file__).parents[2]


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: `at`, `level`, `logger`, `message`, the fields that are known, `error`, `trace`."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _TOKEN.sub(r"\1…", record.getMessage()[:LONGEST]),
        }
        if has_request_context():
            line |= request_fields()
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = _said(error)[:LONGEST]
            line["trace"] = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
        return json.dumps(line, ensure_ascii=False, default=str)


def _said(error: BaseException) -> str:
    """Return an exception's words; of PostgreSQL's, which hold the values of the row, only what happened and where."""
    fault: Any = error.orig if isinstance(error, DBAPIError) else None
    if not hasattr(fault, "sqlstate"):
        return f"{type(error).__name__}: {error}"
    where = (getattr(fault.diag, f"{name}_name", None) for name in ("table", "column", "constraint"))
    return " ".join(
        (f"{type(error).__name__}:", type(fault).__name__, str(fault.sqlstate), *filter(None, where))
    )


def _place(frame: traceback.FrameSummary) -> str:
    """Return where a frame was, inside this tree without what lies above it; the line's text may hold anything."""
    path = Path(frame.filename)
    name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
    return f"{name}:{frame.lineno} {frame.name}"


def log_config(level: str) -> dict[str, Any]:
    """Return what `logging.config.dictConfig` takes, for the server and gunicorn alike; `level` is one of `LEVELS`.

    gunicorn's debug lines name every address that is asked for, and what a ticket's address holds is its token.
    """
    ours = {"handlers": ["lines"], "level": LEVELS[level], "propagate": False}
    theirs = {**ours, "level": "INFO" if level == "debug" else LEVELS[level], "qualname": "gunicorn.error"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonLines}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
        },
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {"tonsai": ours, "gunicorn.error": theirs},
    }
