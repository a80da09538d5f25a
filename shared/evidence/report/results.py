"""What the system itself can say in the results column: sentences with figures, per step of measures 1, 4, 7 and 8."""

from __future__ import annotations

from typing import Any

from shared.domain.disclosure import SMALL
from shared.evidence.report.comfort_sheets import step_results
from shared.evidence.report.proactive_sheets import proactive_results
from shared.evidence.report.speech import Speech

Sentences = dict[int, list[str]]
"""Step id → sentences."""


def results_of(value: dict[str, Any], speech: Speech) -> Sentences:
    """Return the sentences of a measure's figures; none for a measure without figures."""
    if not value:
        return {}
    if value["measure"] == 1:
        return _opinions(value, speech)
    if value["measure"] == 4:
        return _service(value, speech)
    if value["measure"] == 8:
        return {1: proactive_results(value, speech)}
    return {step: [text] for step, text in step_results(value, speech).items()}


def _opinions(value: dict[str, Any], speech: Speech) -> Sentences:
    headline, response = value["headline"], value["response"]
    if not headline["n"]:
        nobody = speech.say("document.result.no_ratings", users=f"{value['users']:,}")
        return {1: [nobody, *_eit(value, speech)]}
    said = [
        speech.say(
            "document.result.ratings",
            n=f"{headline['n']:,}",
            users=f"{value['users']:,}",
            percent=response["percent"]["text"],
        ),
        speech.say(
            "document.result.mean",
            mean=headline["mean"]["text"],
            sd=headline["sd"]["text"],
            percent=headline["percent"]["text"],
            level=speech.level(headline["band"]),
            band=value["band"],
            satisfied=headline["satisfied"]["percent"]["text"],
        ),
    ]
    if headline["mean"]["value"] is None:
        few = speech.say("document.note.few", few=SMALL)
        return {1: [said[0], few, *_eit(value, speech)]}
    before = next(row for row in value["comparison"] if row["name"] == "before")["rating"]
    if before["mean"]["value"] is not None:
        said.append(
            speech.say(
                "document.result.before", mean=before["mean"]["text"], percent=before["percent"]["text"]
            )
        )
    return {1: [*said, *_target(value, speech), *_eit(value, speech)]}


def _target(value: dict[str, Any], speech: Speech) -> list[str]:
    target = value.get("target")
    if not target or target["reached"] is None:
        return []
    how = "reached" if target["reached"] else "missed"
    return [speech.say(f"document.result.target_{how}", percent=target["percent"])]


def _eit(value: dict[str, Any], speech: Speech) -> list[str]:
    """Return when and where people were shown the way to the perception survey of the assessment."""
    eit = value.get("eit") or {}
    if not (eit.get("first") and eit.get("last")):
        return []
    said = speech.say(
        "document.result.eit", days=speech.days(eit["first"], eit["last"]), place=eit.get("place") or ""
    )
    return [f"{said} {eit['url']}" if eit.get("url") else said]


def _service(value: dict[str, Any], speech: Speech) -> Sentences:
    outcomes, order, waits = value["outcomes"], value["order"], value["waits"]["called"]
    if not outcomes["issued"]:
        return {1: [speech.say("document.note.empty")]}
    system = [
        speech.say("document.result.queue", days=f"{value['days']['in_service']:,}"),
        speech.say("document.result.rule", rule=speech.name(value["rule"])),
        speech.say(
            "document.result.order",
            percent=order["in_order"]["percent"]["text"],
            n=f"{order['with_reason'] + order['without_reason']:,}",
            reasoned=f"{order['with_reason']:,}",
        ),
    ]
    users = [
        speech.say(
            "document.result.users",
            served=f"{outcomes['served']:,}",
            issued=f"{outcomes['issued']:,}",
            priority=f"{value['priority']:,}",
        )
    ]
    within = value["services"]["within_standard"]
    if waits["median"]["seconds"] is not None:
        users.append(
            speech.say(
                "document.result.waits",
                median=_minutes(waits["median"], speech),
                p90=_minutes(waits["p90"], speech),
                within=within["percent"]["text"],
            )
        )
    return {1: system, 2: users}


def _minutes(span: dict[str, Any], speech: Speech) -> str:
    if span["minutes"] == 0 and span["seconds"]:
        return speech.say("document.less_than_a_minute")
    return speech.say("report.minutes.of", minutes=f"{span['minutes']:,}")
