"""Slips that belong to nobody: for the preview in the settings, the check of a template, the test of a printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from shared.domain.thai import Language
from shared.paper.pictures import Picture
from shared.paper.qr import make_code
from shared.paper.slips import Slip, shown_moment
from shared.paper.typesetting import typesetter
from shared.paper.words import sample_word, trial_words

SAMPLE_URL = "http://tonsai.example.go.th/t/sample-sample-sample-1"
"""As long as a real one, so that the QR has its real size."""
TRIAL = Path(__file__).with_name("trial.typ").read_text(encoding="utf-8")


def sample_slip(language: Language) -> Slip:
    """Return an ordinary slip: a number, six before it, an estimate, two things to bring."""
    return Slip(
        office=sample_word("office", language),
        number="A012",
        language=language,
        group=sample_word("group", language),
        group_thai=sample_word("group", "th"),
        at=datetime(2026, 4, 7, 3, 42, tzinfo=UTC),
        ahead=6,
        wait=(15, 25),
        bring=(sample_word("id_card", language), sample_word("bank", language)),
        url=SAMPLE_URL,
        rule=sample_word("rule", language),
    )


@dataclass(frozen=True, slots=True)
class Dress:
    """What an office puts on all its slips. Texts of more languages are by language; None leaves the sample's own."""

    office: str | None = None
    rule: Mapping[str, str] | None = None
    jawi: str | None = None
    logo: bytes | None = None

    def on(self, slip: Slip) -> Slip:
        """Return a slip in this dress."""
        return replace(
            slip,
            office=slip.office if self.office is None else self.office,
            rule=slip.rule if self.rule is None else self.rule[slip.language],
            jawi=self.jawi,
            logo=self.logo,
        )


PLAIN = Dress()


def hard_slips(language: Language, dress: Dress = PLAIN) -> tuple[Slip, ...]:
    """Return the slips a template has to stand: ordinary, with everything at its longest, with the least."""
    plain = dress.on(sample_slip(language))
    bring = tuple(sample_word(name, language) for name in ("id_card", "house", "bank"))
    full = replace(plain, number="W888", ahead=188, wait=(120, 180), bring=bring, marks=("reprint",))
    bare = replace(plain, ahead=None, wait=None, bring=(), url=None, rule="")
    return plain, full, bare, replace(plain, ahead=0)


def draw_test_slip(
    width_dots: int, *, language: Language, device: str, address: str, at: datetime
) -> Picture:
    """Return the test print: edges, a ruler, the hard marks of Thai, a line over every dot, a QR code."""
    date, time = shown_moment(at, language)
    code = make_code(SAMPLE_URL)
    facts: dict[str, Any] = {
        "width": width_dots,
        "language": language,
        "device": device,
        "address": address,
        "date": date,
        "time": time,
        "words": trial_words(language),
        "qr": {"svg": code.svg, "modules": code.modules},
    }
    return typesetter().picture(TRIAL, {"trial": orjson.dumps(facts).decode()})
