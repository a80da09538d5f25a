"""What `/metrics` says is what happened, what the page of metrics promises, and costs the hall next to nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families as families

from shared.web.meters import Meters
from tests.clockwork import Clock
from tests.lobby import Lobby
from tests.postgres import ON_POSTGRES

PAGE = Path(__file__).resolve().parents[2] / "docs/metrics.md"


def scrape(lobby: Lobby) -> dict[str, Any]:
    text = lobby.app.test_client().get("/metrics").get_data(as_text=True)
    return {family.name: family for family in families(text)}


def value(found: dict[str, Any], family: str, name: str | None = None, **labels: str) -> float:
    """One sample, by its labels."""
    own = [
        s.value
        for s in found[family].samples
        if s.name == (name or family) and labels.items() <= s.labels.items()
    ]
    assert len(own) == 1, (family, labels, found[family].samples)
    return float(own[0])


def test_the_page_of_metrics_is_what_is_served_name_by_name_kind_by_kind_label_by_label(lobby: Lobby) -> None:
    lobby.office.issue("A")
    lobby.deps.meters.published(0.01)
    found = scrape(lobby)
    rows = re.findall(
        r"^\| `(tonsai_\w+)` \| (\w+) \| ([^|]*)\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    told = {
        name.removesuffix("_total"): (kind, set(re.findall(r"`(\w+)`", labels)))
        for name, kind, labels in rows
    }
    if ON_POSTGRES:
        del told["tonsai_database_wal_bytes"]
    served = {name: family.type for name, family in found.items() if name.startswith("tonsai")}
    assert {name: kind for name, (kind, _) in told.items()} == served
    for name, (_, labels) in told.items():
        for sample in found[name].samples:
            assert set(sample.labels) - {"le"} == labels, name
    assert "process_start_time_seconds" in found


def test_turns_answers_lines_and_entries_are_counted_per_site(lobby: Lobby) -> None:
    kiosk = lobby.program("kiosk")
    for _ in range(3):
        assert kiosk.post("/tickets", {"group": "tax"}).status == 201
    assert kiosk.post("/tickets", {"group": "nothing"}).status == 404
    found = scrape(lobby)
    assert value(found, "tonsai_turns", "tonsai_turns_total") == 4
    assert value(found, "tonsai_turn_seconds", "tonsai_turn_seconds_count") == 4
    assert value(found, "tonsai_turn_wait_seconds", "tonsai_turn_wait_seconds_count") == 4
    route = {"method": "POST", "route": "/api/v1/tickets"}
    count = "tonsai_http_request_seconds_count"
    assert value(found, "tonsai_http_request_seconds", count, status="201", **route) == 3
    assert value(found, "tonsai_http_request_seconds", count, status="404", **route) == 1
    assert value(found, "tonsai_tickets_waiting", site="office") == 3
    assert value(found, "tonsai_tickets_waiting", site="market") == 0
    assert value(found, "tonsai_journal_seq", site="office") == 5


def test_no_asker_makes_instruments_without_end(lobby: Lobby) -> None:
    """An address that is none and a verb of one's own share one line each."""
    client = lobby.app.test_client()
    for n in range(5):
        client.get(f"/nothing/{n}")
        client.open("/", method=f"VERB{n}")
    samples = scrape(lobby)["tonsai_http_request_seconds"].samples
    assert {s.labels["route"] for s in samples} <= {"(none)", "/", "/metrics"}
    assert {s.labels["method"] for s in samples} == {"GET", "other"}


def test_an_estimate_s_error_is_the_wait_less_its_middle(lobby: Lobby, clock: Clock) -> None:
    office = lobby.office
    office.issue("A")
    office.by_hand("UPDATE ticket SET promise_low_s = 60, promise_high_s = 180")
    clock.advance(minutes=5)
    office.ana.open()
    office.ana.call_next()
    found = scrape(lobby)
    family = "tonsai_estimate_error_seconds"
    assert value(found, family, f"{family}_bucket", site="office", le="120.0") == 0
    assert value(found, family, f"{family}_bucket", site="office", le="300.0") == 1


def test_a_board_s_age_begins_with_the_first_that_was_sent(lobby: Lobby) -> None:
    assert not scrape(lobby)["tonsai_board_age_seconds"].samples
    lobby.deps.publisher.publish(1)
    assert 0 <= value(scrape(lobby), "tonsai_board_age_seconds", site="office") < 60


def test_counting_keeps_its_instruments(lobby: Lobby) -> None:
    """An answer's instrument is looked up once: to look it up each time costs more than to count."""
    meters = Meters()
    for _ in range(3):
        meters.answered("GET", "/x", 200, 0.001)
    assert len(meters._routes) == 1
