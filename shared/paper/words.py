"""The words of a slip that are not facts of a ticket, from the catalogue `slip`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from shared.domain.thai import Language

TRANSLATIONS = Path(__file__).parent.parent / "translations"
NAMES = ("ahead", "people", "next", "wait_for_call", "about", "minutes", "bring", "scan", "today")


@cache
def _messages(language: Language) -> dict[str, str]:
    with (TRANSLATIONS / language / "slip.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def slip_words(language: Language) -> dict[str, str]:
    """Return what `words` holds in a template."""
    return {name: _messages(language)[f"slip.{name}"] for name in NAMES}


def slip_mark(mark: str, language: Language) -> str:
    """Return how a mark, such as `reprint`, reads on the paper."""
    return _messages(language)[f"slip.mark.{mark}"]


def sample_word(name: str, language: Language) -> str:
    """Return a text of the sample slip, on which nobody's name and no real office stands."""
    return _messages(language)[f"slip.sample.{name}"]


def trial_words(language: Language) -> dict[str, str]:
    """Return what the test print says."""
    names = ("title", "edges", "ruler", "marks", "lines", "scan")
    return {name: _messages(language)[f"slip.test.{name}"] for name in names}
