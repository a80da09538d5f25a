"""The memo (บันทึกข้อความ) of a report: the fixed words of the official form, and what an office sets itself.

The words are the office's document of 2566 (`official.json`); any of them may be replaced under `report.memo` of
the settings, where names, positions, telephone and reference number belong. A name that nobody set stays a
dotted line for the pen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_OFFICIAL = Path(__file__).parent / "official.json"
DOTS = "." * 46
"""Where a hand writes."""
_MUNICIPALITY = "เทศบาล"


@cache
def _official_text() -> str:
    return _OFFICIAL.read_text(encoding="utf-8")


def official_words(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fixed words with those that the office replaced; a part of another kind is left as it was."""
    words: dict[str, Any] = json.loads(_official_text())
    own = settings.get("report", {}).get("memo", {})
    return _replaced(words, own) if isinstance(own, Mapping) else words


def _replaced(words: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(words)
    for name, value in own.items():
        if isinstance(changed.get(name), dict) and isinstance(value, Mapping):
            changed[name] = _replaced(changed[name], value)
        elif name in changed and isinstance(value, type(changed[name])):
            changed[name] = value
    return changed


def make_memo(words: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """Return the memo with its places filled: `year`, `round`, `days`, `office`, `measure` ("" for all), `date`,
    and `partial` ("" or anything for a round that still runs)."""
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
        "signer": _signature(words["signer"], fill),
        "opinions": [
            {"label": opinion["label"], "lines": [DOTS * 3, DOTS * 3], **_signature(opinion, fill)}
            for opinion in words["opinions"]
        ],
    }


def _signature(person: Mapping[str, str], fill: Any) -> dict[str, str]:
    return {"name": f"({person['name'] or DOTS})", "position": fill(person["position"])}
