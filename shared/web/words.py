"""The words as this office says them: the catalogues, and over them what an administrator replaced.

An office's own words are `texts` of its settings: `{key: {language: text}}`.
"""

from __future__ import annotations

from threading import Lock

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from shared.domain.speech import offered_languages
from shared.store.config import SiteConfig
from shared.web.access import site_or_none
from shared.web.deps import deps
from shared.web.languages import Languages


class OfficeWords:
    """Keeps the catalogues with the newest words of an office over them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[str, Languages, Languages] | None = None

    def over(self, languages: Languages, config: SiteConfig) -> Languages:
        """Return the catalogues with an office's words over them."""
        version = config.words
        if not version:
            return languages
        with self._lock:
            if self._kept is None or self._kept[:2] != (version, languages):
                self._kept = (version, languages, languages.over(config.settings.get("texts") or {}))
            return self._kept[2]


_office = OfficeWords()


def office_words() -> Languages:
    """Return the words of the request's office; the catalogues where it has none, or where it cannot be read."""
    if "office_words" not in g:
        config = _config()
        g.office_words = deps().languages if config is None else _office.over(deps().languages, config)
    found: Languages = g.office_words
    return found


def office_words_version() -> str:
    """Return the version of those words: empty while nothing was replaced."""
    config = _config()
    return config.words if config is not None else ""


def office_languages() -> tuple[str, ...]:
    """Return the languages the request's office offers, its first one first."""
    if "office_languages" not in g:
        config = _config()
        g.office_languages = offered_languages(config.settings if config is not None else {})
    found: tuple[str, ...] = g.office_languages
    return found


def _config() -> SiteConfig | None:
    try:
        site_id = site_or_none()
        return deps().publisher.latest(site_id).config if site_id else None
    except SQLAlchemyError:  # a page about a failure must not fail itself
        return None
