"""Each test builds the whole application; what is compiled of routes and templates is the same each time and is kept.

The functions that build addresses are compiled from a syntax tree, two for each of some two hundred routes: a third of
what an application costs. They look their converters up in the rule that calls them and so belong to no application.
A page's template is half of what the page costs the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
_compiled: dict[tuple[object, ...], Build] = {}
_compile: Callable[[Rule, bool], Build] = Rule._compile_builder


class _Kept(BytecodeCache):
    """Compiled templates of this process; Jinja asks by name and digest of the source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def compile_once() -> None:
    """Compile each different route and template once a process."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Kept()}
    kept: Any = _compile_once
    Rule._compile_builder = kept  # type: ignore[method-assign]  # it has no public place for this


def _compile_once(rule: Rule, append_unknown: bool = True) -> Build:
    key = (rule.rule, rule.subdomain, tuple(sorted((rule.defaults or {}).items())), append_unknown)
    if key not in _compiled:
        _compiled[key] = _compile(rule, append_unknown)
    return _compiled[key]
