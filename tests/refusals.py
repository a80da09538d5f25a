"""Saying that something is refused, and with which code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.domain.errors import QueueError


@contextmanager
def refused(code: str, **details: str | int | None) -> Iterator[None]:
    """Demand that the block is refused with `code`, and with at least these details."""
    with pytest.raises(QueueError) as caught:
        yield
    assert caught.value.code == code
    assert {name: caught.value.details.get(name) for name in details} == details
