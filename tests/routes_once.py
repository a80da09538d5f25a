"""Each test builds the whole application; what werkzeug compiles of a route is the same each time, so it is kept.

The functions that build addresses are compiled from a syntax tree, two for each of some two hundred routes: a third of
what an application costs. They look their converters up in the rule that calls them and so belong to no application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
_compiled: dict[tuple[object, ...], Build] = {}
_compile: Callable[[Rule, bool], Build] = Rule._compile_builder


def keep_routes() -> None:
    """Compile each different route once a process."""
    kept: Any = _compile_once
    Rule._compile_builder = kept  # type: ignore[method-assign]  # it has no public place for this


def _compile_once(rule: Rule, append_unknown: bool = True) -> Build:
    key = (rule.rule, rule.subdomain, tuple(sorted((rule.defaults or {}).items())), append_unknown)
    if key not in _compiled:
        _compiled[key] = _compile(rule, append_unknown)
    return _compiled[key]
