"""The province's rows over hundreds of offices, each with a year of sums: all, and those where something happened."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select, update

from deploy.catalogue import load_catalogue
from deploy.chores import keep_all_sums
from deploy.sites import add_site
from shared.evidence.figures import make_figures
from shared.evidence.packed import Plain, pack, unpack
from shared.evidence.periods import present_round
from shared.evidence.province import Province, SiteRow
from shared.evidence.shelf import Shelf
from shared.store.config import Configs
from shared.store.engine import open_engine, writing
from shared.store.models import Department, FigureSums, Group, Service, Site
from shared.store.turn import Writer
from tests.bench.tables import Table, middle, number, timed
from tests.bench.town import make_year

SITES, TICKETS = 300, 50_000
NOW = datetime(2026, 9, 29, 3, 0, tzinfo=UTC)
"""In the last week of the fiscal year: the round is twelve months long."""
ROUNDS = 5
FEW = 10
"""Of so many offices the whole figures are made, as their own pages do."""


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table; stop the run when an office's row is not what its own page says."""
    sites, tickets, rounds = (FEW, 5_000, 1) if quick else (SITES, TICKETS, ROUNDS)
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        path, _ = make_year(Path(folder), tickets=tickets, ratings=tickets // 2)
        engine = open_engine(f"sqlite:///{path}")
        _keep(engine)
        _copy(engine, path, sites)
        rows = Province(engine, Shelf()).tell(now=NOW, simulated=False)
        _check(engine, rows)
        first = middle([timed(lambda: _tell(Province(engine, Shelf()))) for _ in range(rounds)])
        seen = Province(engine, Shelf())
        _tell(seen)
        again = middle([timed(lambda: _tell(seen)) for _ in range(rounds)])
        some = []
        for n in range(rounds):
            _touch(engine, sites // 10, n)
            some.append(timed(lambda: _tell(seen)))
        whole = middle([timed(lambda: _whole(engine, FEW)) for _ in range(rounds)]) / FEW
        engine.dispose()
    table = Table(
        f"The rows of {number(sites)} offices, each with a year of {number(tickets)} tickets",
        ("what", "seconds", "ms an office", "÷ an office's own figures"),
    )
    for name, took in (
        ("**every office, first time**", first),
        ("**again, when a tenth of them wrote something**", middle(some)),
        ("**again, when nothing happened**", again),
        ("an office's own figures of the year, from the same sums", whole * sites),
    ):
        each = took / sites
        table.rows.append((name, number(took, 2), number(1000 * each, 2), f"{each / whole:.2f}"))
    table.notes.append(
        f"the last row was made of {FEW} offices and multiplied; users, answers, waits and standards are the same there"
    )
    return [table]


def _tell(province: Province) -> None:
    province.tell(now=NOW, simulated=False)


def _whole(engine: Engine, sites: int) -> None:
    for site in range(1, sites + 1):
        with engine.connect() as conn:
            make_figures(conn, site, present_round(NOW), now=NOW)


def _keep(engine: Engine) -> None:
    writer = Writer(engine, configs=Configs(), new_token=lambda: "")
    writer.start()
    try:
        keep_all_sums(writer, 1, now=NOW)
    finally:
        writer.stop()


def _touch(engine: Engine, sites: int, n: int) -> None:
    """Let some offices have written something; what, does not matter here."""
    with writing(engine.connect()) as conn, conn.begin():
        conn.execute(update(Site).where(Site.id <= sites).values(head_seq=1_000_000 + n))


def _copy(engine: Engine, path: Path, sites: int) -> None:
    """Make further offices of the first one's shape, with its sums under their own identifiers; no single tickets."""
    with writing(engine.connect()) as conn, conn.begin():
        for n in range(2, sites + 1):
            catalogue = replace(load_catalogue(), site=f"o{n:04d}")
            add_site(conn, catalogue, always_open=True, password_hashes={})
    with engine.connect() as conn:
        sums = conn.execute(select(FigureSums.__table__).where(FigureSums.site_id == 1)).all()
        plain = [(row, unpack(row.light), unpack(row.whole) if row.whole else None) for row in sums]
        ids = {
            model: {
                site: list(
                    conn.execute(select(model.id).where(model.site_id == site).order_by(model.id)).scalars()
                )
                for site in range(1, sites + 1)
            }
            for model in (Group, Service, Department)
        }
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous = OFF")  # the making is not measured
    for site in range(2, sites + 1):
        group, service, department = (
            dict(zip(ids[model][1], ids[model][site], strict=True)) for model in (Group, Service, Department)
        )
        raw.executemany(
            "INSERT INTO figure_sums (site_id, span, mark, light, whole) VALUES (?, ?, ?, ?, ?)",
            (
                (site, row.span, row.mark, pack(_theirs(light, group, service, department)),
                 pack(_theirs(whole, group, service, department)) if whole else None)
                for row, light, whole in plain
            ),
        )  # fmt: skip
    raw.commit()
    raw.close()


def _theirs(
    plain: Plain, group: Mapping[int, int], service: Mapping[int, int], department: Mapping[int, int]
) -> Plain:
    """Return counts under the identifiers of another office."""
    cells = [[month, group[g], service.get(s), *rest] for month, g, s, *rest in plain["cells"]]
    answers = [
        [m, department.get(d), group.get(g), service.get(s), *rest] for m, d, g, s, *rest in plain["answers"]
    ]
    theirs = {**plain, "cells": cells, "answers": answers}
    if "minutes" in plain:
        theirs["minutes"] = [[service[s], histogram] for s, histogram in plain["minutes"]]
    return theirs


def _check(engine: Engine, rows: tuple[SiteRow, ...]) -> None:
    for row in (*rows[:3], rows[-1]):
        with engine.connect() as conn:
            own = make_figures(conn, row.place.id, present_round(NOW), now=NOW)
        said = (row.users, row.answers, row.wait, row.standard)
        wanted = (
            own.outcomes.served,
            own.ratings.verified,
            own.waits.called.median,
            own.services.within_standard,
        )
        if said != wanted or not row.users or not row.standard.whole:
            raise RuntimeError(f"office {row.place.code} says {said}, its own page {wanted}")
