"""The words a screen should show: asked of the catalogues, so that a better word breaks no test."""

from __future__ import annotations

from shared.web.languages import Languages

_CATALOGUES = Languages()


def words(key: str, language: str = "th", **values: object) -> str:
    """Return a sentence as a screen shows it, without the marks at which a line may break."""
    return _CATALOGUES.text(key, language, **values).replace("|", "")
