"""A town with an empty day book, new for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.town import Town, Towns


@pytest.fixture
def town(towns: Towns, tmp_path: Path) -> Iterator[Town]:
    with towns.lend(tmp_path) as lent:
        yield lent
