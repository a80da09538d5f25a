"""A unit on the road beside the office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clockwork import Clock
from tests.databases import Databases
from tests.office import Office
from tests.outreach.units import on_the_road


@pytest.fixture
def unit_clock() -> Clock:
    """The laptop's own."""
    return Clock()


@pytest.fixture
def unit(databases: Databases, template: Path, tmp_path: Path, unit_clock: Clock) -> Iterator[Office]:
    """The unit before its first day out."""
    with on_the_road(databases, template, tmp_path / "unit.db", unit_clock) as unit:
        yield unit
