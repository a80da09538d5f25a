"""What was answered so far: a file in the data folder, whole after every step, gone when the office is there.

No password is ever in it. A program that ends in the middle finds the answers again; the office itself is made in one
transaction, so that there is either none or a whole one.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counter.settings.checks import PREFIXES
from deploy.catalogue import BUILT_IN, Catalogue, parse_catalogue
from deploy.opening.door import FILE as CODE
from deploy.opening.door import write_private
from shared.domain.errors import QueueError
from shared.web.languages import LANGUAGES

FILE = "setup.json"
MOST_COUNTERS = 12
OWN = ("own1", "own2")
"""Groups of the office's own, beside those of the catalogue."""
SITE = "main"
Draft = dict[str, Any]


def read_draft(data: Path) -> Draft:
    """Return what was answered, or the answers that stand there at the beginning."""
    try:
        found: Draft = json.loads((data / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return first_draft()
    return found


def keep_draft(data: Path, draft: Draft) -> None:
    """Write the answers down."""
    write_private(data / FILE, json.dumps(draft, ensure_ascii=False))


def drop_draft(data: Path) -> None:
    """Forget answers and code: there is an office."""
    for name in (FILE, CODE):
        (data / name).unlink(missing_ok=True)


def first_draft(raw: Mapping[str, Any] | None = None) -> Draft:
    """Return sensible answers from a catalogue (the built-in one); only the name of the office is missing."""
    raw = built_in() if raw is None else raw
    settings, empty = raw["settings"], dict.fromkeys(LANGUAGES, "")
    return {
        "done": [],
        "settings": {
            "office.name": empty,
            **{
                f"office.{name}": settings["office"][name]
                for name in ("place", "days", "rule", "priority_text")
            },
            **{
                f"hours.{name}": settings["hours"][name]
                for name in ("weekly", "lunch", "last_ticket_before_min")
            },
            "priority_ratio": settings["priority_ratio"],
            "languages.beside": ["ms", "en"],
            "languages.first": "th",
        },
        "groups": [
            {"code": g["code"], "take": True, "prefix": g["prefix"], "name": _plain(g["name"])}
            for g in raw["groups"]
        ]
        + [{"code": code, "take": False, "prefix": "", "name": empty} for code in OWN],
        "services": [s["code"] for s in raw["services"]],
        "counters": [counter["groups"] for counter in raw["counters"]],
    }


def built_in() -> dict[str, Any]:
    """Return the built-in catalogue as plain values."""
    found: dict[str, Any] = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    return found


def taken(draft: Draft) -> list[dict[str, Any]]:
    """Return the groups that the office takes."""
    return [group for group in draft["groups"] if group["take"]]


def check_groups(draft: Draft) -> None:
    """Refuse with `request.invalid` (a letter, a name), `setup.groups` (none) or `settings.taken` (a letter twice)."""
    for group in taken(draft):
        if len(group["prefix"]) != 1 or group["prefix"] not in PREFIXES:
            raise QueueError("request.invalid", field="prefix")
        if not all(text and text.isprintable() for text in group["name"].values()):
            raise QueueError("request.invalid", field="name")
    letters = [group["prefix"] for group in taken(draft)]
    if not letters:
        raise QueueError("setup.groups")
    for letter in letters:
        if letters.count(letter) > 1:
            raise QueueError("settings.taken", value=letter)


def fit_counters(draft: Draft) -> None:
    """Take from the counters what is not taken any more; a group nobody serves goes to the first counter."""
    codes = [group["code"] for group in taken(draft)]
    counters = [[code for code in groups if code in codes] for groups in draft["counters"]]
    counters = [groups for groups in counters if groups] or [[]]
    lost = [code for code in codes if not any(code in groups for groups in counters)]
    counters[0] = [*counters[0], *lost]
    draft["counters"] = counters


def check_counters(draft: Draft) -> None:
    """Refuse with `setup.counters` when there is no counter, or a group that none of them serves."""
    served = {code for groups in draft["counters"] for code in groups}
    missing = [group for group in taken(draft) if group["code"] not in served]
    if missing or not served:
        raise QueueError("setup.counters", group=missing[0]["name"]["th"] if missing else "")


def catalogue_of(draft: Draft, base: Mapping[str, Any] | None = None) -> Catalogue:
    """Return the catalogue of the office that the answers describe, made from `base` (the built-in one).

    Raises ValueError with the place of a fault.
    """
    raw = built_in() if base is None else copy.deepcopy(dict(base))
    groups = {group["code"]: group for group in taken(draft)}
    known = {group["code"]: group for group in raw["groups"]}
    raw["site"] = SITE
    raw["staff"] = [raw["staff"][0]]  # left out when the rows are written: nobody of the demo comes along
    raw["groups"] = [_group(group, known.get(code), raw) for code, group in groups.items()]
    raw["services"] = [s for s in raw["services"] if s["code"] in draft["services"] and s["group"] in groups]
    # beside a sensitive service stands another one, or the group's letter would be that service
    told = {s["group"] for s in raw["services"] if not s.get("sensitive")}
    only = {s["group"] for s in raw["services"]} - told
    raw["services"] += [
        _service(group, raw) for code, group in groups.items() if code not in known or code in only
    ]
    if not raw["services"]:
        raw["services"] = [_service(group, raw) for group in groups.values()]
    names = {counter["number"]: counter["name"] for counter in raw["counters"]}
    raw["counters"] = [
        {"number": n, "name": names.get(n) or _counter_name(n), "groups": codes}
        for n, codes in enumerate(draft["counters"], 1)
    ]
    raw["staff"][0]["counter"] = None
    for path, value in draft["settings"].items():
        first, _, rest = path.partition(".")
        if rest:
            raw["settings"].setdefault(first, {})[rest] = value
        else:
            raw["settings"][first] = value
    return parse_catalogue(raw)


def _group(own: Mapping[str, Any], known: Mapping[str, Any] | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    if known is None:
        return {
            "code": own["code"], "prefix": own["prefix"], "name": own["name"], "short": own["name"], "icon": "users",
            "department": raw["departments"][0]["code"], "documents": [], "daily_cap": None, "last_ticket": None,
        }  # fmt: skip
    same = own["name"] == _plain(known["name"])
    return {**known, "prefix": own["prefix"], **({} if same else {"name": own["name"], "short": own["name"]})}


def _service(group: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one service of a group of the office's own; the settings say more later."""
    return {
        "code": f"{group['code']}-1", "group": group["code"], "department": raw["departments"][0]["code"],
        "name": group["name"], "responsible": {"th": "เจ้าหน้าที่", "ms": "Pegawai", "en": "Officer"},
        "standard_minutes": None, "standard_days": None, "steps": [], "documents": [],
    }  # fmt: skip


def _counter_name(number: int) -> dict[str, str]:
    return {"th": f"ช่อง {number}", "ms": f"Kaunter {number}", "en": f"Counter {number}"}


def _plain(text: Mapping[str, str]) -> dict[str, str]:
    return {code: text[code].replace("|", "") for code in LANGUAGES}
