"""The memo (บันทึกข้อความ) of a report: the fixed words of the official form, and what an office sets itself.

The words are the office's document of 2566 (`official.json`); any of them may be replaced under `report.memo` of
the settings, where telephone and reference number belong; who signs is under `report.signers`. A name that nobody
set stays a dotted line for the pen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from shared.evidence.report.signing import ROLES, signer_on

_OFFICIAL = Path(__file__).parent / "official.json"
DOTS = "." * 46
"""Where a hand writes."""
_MUNICIPALITY = "เทศบาล"
MEMO_LINES = ("unit", "phone", "reference", "addressee", "subject", "subject_of_one", "closing")
MEMO_PARAGRAPHS = ("background", "proposal", "proposal_of_a_running_round")
"""The words that an office may replace; an empty one is the official form's."""
_PLACE = re.compile(r"\{([^{}]*)\}?|\}")
_PLACES = frozenset({"year", "round", "days", "office", "measure", "date", "unit", "head"})


def unknown_places(text: str) -> list[str]:
    """Return what stands in braces and nobody fills, and braces without a partner."""
    return [match[0] for match in _PLACE.finditer(text) if match[1] not in _PLACES or match[0][-1] != "}"]


@cache
def _official_text() -> str:
    return _OFFICIAL.read_text(encoding="utf-8")


def official_words(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fixed words with those that the office replaced; a part of another kind is left as it was."""
    words: dict[str, Any] = json.loads(_official_text())
    report = settings.get("report", {})
    own = report.get("memo", {})
    words = _replaced(words, own) if isinstance(own, Mapping) else words
    return {**words, "signers": report.get("signers") or []}


def _replaced(words: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(words)
    for name, value in own.items():
        if isinstance(changed.get(name), dict) and isinstance(value, Mapping):
            changed[name] = _replaced(changed[name], value)
        elif name in changed and value and isinstance(value, type(changed[name])):
            changed[name] = value
    return changed


def make_memo(words: Mapping[str, Any], places: Mapping[str, str], *, day: str) -> dict[str, Any]:
    """Return the memo with its places filled: `year`, `round`, `days`, `office`, `measure` ("" for all), `date`,
    and `partial` ("" or anything for a round that still runs). `day` (`YYYY-MM-DD`) says who signs."""
    signers = words.get("signers", [])
    head = places["office"]
    filled = {
        **places,
        "unit": words["unit"],
        # เทศบาลตำบลต้นไทร is headed by นายกเทศมนตรีตำบลต้นไทร; another kind of office by its own word.
        "head": f"เทศมนตรี{head.removeprefix(_MUNICIPALITY)}" if head.startswith(_MUNICIPALITY) else head,
    }

    def fill(text: str) -> str:
        for name, value in filled.items():
            text = text.replace(f"{{{name}}}", value)
        return " ".join(text.split())

    labels = words["labels"]
    office = f"{words['unit']} {head}" + (f" โทร. {words['phone']}" if words["phone"] else "")
    subject = words["subject_of_one" if places["measure"] else "subject"]
    proposal = words["proposal_of_a_running_round" if places["partial"] else "proposal"]
    return {
        "form_title": words["form_title"],
        "office": {"label": labels["office"], "text": office},
        "reference": {"label": labels["reference"], "text": words["reference"]},
        "date": {"label": labels["date"], "text": places["date"]},
        "subject": {"label": labels["subject"], "text": fill(subject)},
        "addressee": {"label": labels["addressee"], "text": fill(words["addressee"])},
        "paragraphs": [fill(words["background"]), fill(proposal)],
        "closing": words["closing"],
        "signer": _signature(signer_on(signers, ROLES[0], day) or words["signer"], fill),
        "opinions": [
            {
                "label": opinion["label"],
                "lines": [DOTS * 3, DOTS * 3],
                **_signature(signer_on(signers, "".join(ROLES[place : place + 1]), day) or opinion, fill),
            }
            for place, opinion in enumerate(words["opinions"], 1)
        ],
    }


def _signature(person: Mapping[str, Any], fill: Any) -> dict[str, str]:
    return {"name": f"({person['name'] or DOTS})", "position": fill(person["position"])}
