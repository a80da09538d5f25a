"""The small year and the words."""

from __future__ import annotations

from typing import Any

import pytest

from shared.evidence.report.making import RoundKind, figures_of
from shared.evidence.report.speech import Speech
from shared.web.languages import Languages
from tests.evidence.report.year import YEAR, write_year
from tests.evidence.town import NOW, Town


@pytest.fixture(scope="session")
def thai() -> Speech:
    """The catalogues in Thai."""
    return Speech(Languages())


@pytest.fixture
def year(town: Town) -> Town:
    """The town with the small year in it."""
    write_year(town)
    return town


def made(town: Town, measure: int, kind: RoundKind = "annual", year_be: int = YEAR) -> dict[str, Any]:
    """Return the figures of a round of the town."""
    with town.engine.connect() as conn:
        return figures_of(conn, town.site_id, measure, year_be, kind, now=NOW)
