"""The page of all sites: the same figures as each office's own, for somebody who may do nothing else."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, insert

from shared.evidence import province
from shared.evidence.figures import make_figures
from shared.evidence.periods import present_round
from shared.evidence.shelf import Shelf
from shared.store import models as m
from shared.store.engine import writing
from shared.web.access import PERMISSIONS, PROVINCE
from tests.cast import PASSWORD
from tests.sites.test_addresses import HTML, sign_in
from tests.sites.test_crossing import routes
from tests.sites.twins import Twins

_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True, scope="module")
def overseer(twins: Twins) -> int:
    """Pim sees the province; the north has seven ratings of yesterday, which may be told, the south two."""
    with writing(twins.engine.connect()) as conn, conn.begin():
        for site in [twins.mine.site_id] * 7 + [twins.theirs.site_id] * 2:
            conn.execute(
                insert(m.Rating).values(
                    site_id=site, day="2027-01-11", at=1, score=5, reasons=[], language="th",
                    verified=True, source="kiosk", source_id="device:1", origin="live",
                )
            )  # fmt: skip
        return conn.execute(
            insert(m.Staff)
            .values(
                site_id=twins.mine.site_id, username="pim", name="Pim", role=PROVINCE, session_version=1, failed=0,
                password_hash=_HASH.hash(PASSWORD), disabled=False,
            )
            .returning(m.Staff.id)
        ).scalar_one()  # fmt: skip


def test_she_signs_in_without_choosing_an_office_and_comes_to_the_page(twins: Twins) -> None:
    client, answer = sign_in(twins, "", "pim", next="/province")
    assert answer.headers["Location"] == "/province"
    shown = client.get("/province", headers=HTML)
    text = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert all(twin.mark in text and f'data-test="site-{twin.code}"' in text for twin in twins.pair)
    assert 'href="/settings' not in text
    assert client.get("/console", headers=HTML).status_code == 403


def test_the_figures_are_those_of_each_offices_own_page(twins: Twins) -> None:
    client, _ = sign_in(twins, "", "pim", next="/province")
    body = client.get("/province/sites.csv", headers=HTML).get_data(as_text=True).removeprefix("\ufeff")
    rows = {row["code"]: row for row in csv.DictReader(StringIO(body))}
    now = twins.mine.office.clock()
    for twin in twins.pair:
        with twins.engine.connect() as conn:
            own = make_figures(conn, twin.site_id, present_round(now), now=now)
        row, rated = rows[twin.code], own.ratings.verified
        assert (row["users"], row["answers"]) == (str(own.outcomes.served), str(rated.n))
        assert row["satisfaction_percent"] == ("" if rated.few else str(rated.percent.value))
        assert row["median_wait_s"] == str(own.waits.called.median.seconds)
        assert row["within_standard_percent"] == str(own.services.within_standard.percent.value)
        desk = twins.app.extensions["tonsai"].publisher.latest(twin.site_id).desk
        since = [datetime.fromisoformat(one.since) for one in desk.line if one.state == "waiting"]
        assert (row["waiting"], row["longest_wait_s"]) == (
            str(desk.today.waiting), str(int((now - min(since)).total_seconds())),
        )  # fmt: skip
        assert row["counters_open"] == str(sum(c.state in ("open", "paused") for c in desk.counters))
    assert (rows["north"]["satisfaction_percent"] != "", rows["south"]["satisfaction_percent"]) == (True, "")


def test_a_site_where_nothing_happened_is_not_counted_again(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    read_round = province.read_round

    def note(conn: Connection, site_id: int, *rest: Any, **how: Any) -> province.Round:
        counted.append(site_id)
        return read_round(conn, site_id, *rest, **how)

    monkeypatch.setattr(province, "read_round", note)
    seen, mine, theirs = province.Province(twins.engine, Shelf()), twins.mine, twins.theirs
    now = mine.office.clock()
    before = {row.place.id: row for row in seen.tell(now=now, simulated=False)}
    assert counted == sorted((mine.site_id, theirs.site_id))
    mine.office.issue("A")
    after = {row.place.id: row for row in seen.tell(now=now, simulated=False)}
    assert counted[2:] == [mine.site_id]
    assert after[theirs.site_id] == before[theirs.site_id]
    assert after[mine.site_id].waiting == before[mine.site_id].waiting + 1
    seen.tell(now=now + timedelta(days=1), simulated=False)
    assert counted[3:] == sorted((mine.site_id, theirs.site_id)), "a new day begins"


def test_fewer_than_five_answers_are_not_told_and_not_in_the_sum(twins: Twins) -> None:
    client, _ = sign_in(twins, "", "pim", next="/province")
    text = client.get("/province?lang=en", headers=HTML).get_data(as_text=True)
    south = re.search(r'data-test="site-south".*?</tr>', text, re.DOTALL)
    total = re.search(r'data-test="total".*?</dl>', text, re.DOTALL)
    assert south is not None
    assert total is not None
    assert ("fewer than 5 answers" in south[0], "n 7" in total[0]) == (True, True), (south[0], total[0])


@pytest.mark.parametrize(
    ("sort", "order", "first"), [("name", "down", "south"), ("satisfaction", "up", "north")]
)
def test_a_column_sorts_and_what_cannot_be_told_stands_last(
    twins: Twins, sort: str, order: str, first: str
) -> None:
    client, _ = sign_in(twins, "", "pim", next="/province")
    text = client.get(f"/province?sort={sort}&order={order}", headers=HTML).get_data(as_text=True)
    assert re.findall(r'data-test="site-(\w+)"', text)[0] == first
    assert 'aria-sort="descending"' in text or order == "up"


def test_she_may_do_nothing_else(twins: Twins) -> None:
    mine = {right for right, subjects in PERMISSIONS.items() if f"staff:{PROVINCE}" in subjects}
    assert mine == {"anybody", "account.own", "province.read"}
    client, _ = sign_in(twins, "", "pim", next="/province")
    opened = []
    for method, rule, allow, call in routes(twins):
        if method == "GET" and "<" not in rule and allow not in (*mine, "open") and call is None:
            answer = client.get(rule, headers=HTML)
            if answer.status_code not in (302, 403) and 'data-test="pair"' not in answer.get_data(
                as_text=True
            ):
                opened.append(rule)
    assert opened == []


def test_no_office_has_her_among_its_staff_or_can_touch_her(twins: Twins, overseer: int) -> None:
    client, headers = twins.client(twins.mine, "staff:administrator")
    assert "Pim" not in client.get("/settings/staff", headers=headers).get_data(as_text=True)
    for verb in ("code", "disable", "end"):
        answer = client.post(f"/settings/staff/{overseer}/{verb}", headers=headers)
        assert 'data-code="staff.unknown"' in answer.get_data(as_text=True)


def test_staff_of_an_office_do_not_see_the_page(twins: Twins) -> None:
    client, headers = twins.client(twins.mine, "staff:administrator")
    assert client.get("/province", headers=headers).status_code == 403
