"""Names that somebody made hostile are shown as they are written, on every live screen, and do nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.programs import Program
from tests.browser.served import Served

EVIL = "<img src=x onerror=\"document.title='evil'\"><script>document.title='evil'</script>"
SCREENS = (("kiosk", "kiosk", "screen-home"), ("display", "display", "clock"), ("tablet", "tablet", None))


def name_groups(served: Served, names: dict[int, tuple[str, str]]) -> None:
    """Give groups other names, as a row of the database has them: whole and short."""
    with closing(sqlite3.connect(served.data / "tonsai.db")) as db, db:
        for row, (name, short) in names.items():
            db.execute("UPDATE service_group SET name = ?, short = ? WHERE id = ?", (name, short, row))
        db.execute("UPDATE site SET config_version = config_version + 1")


@pytest.fixture
def hostile(office: Program) -> Iterator[Program]:
    """The office with hostile names of itself and of its groups; they are put back."""
    served = office.served
    kept = {
        row: (name, short) for row, name, short in served.read("SELECT id, name, short FROM service_group")
    }
    evil = json.dumps(dict.fromkeys(("th", "ms", "en"), EVIL))
    name_groups(served, dict.fromkeys(kept, (evil, evil)))
    served.change_settings(
        lambda settings: settings["office"].update(name=dict.fromkeys(("th", "ms", "en"), EVIL))
    )
    yield office
    name_groups(served, kept)


def test_no_screen_runs_what_stands_in_a_name(window: Open, hostile: Program) -> None:
    for size, kind, ready in SCREENS:
        screen = window(size)
        screen.open_device(kind)
        if ready:
            expect(screen.test(ready)).to_be_visible()
        if kind == "kiosk":
            screen.tap("language-th")
            expect(screen.test("screen-groups")).to_be_visible()
            assert EVIL in screen.page.content() or "&lt;img" in screen.page.content()
        assert screen.page.locator("img[src=x]").count() == 0, kind
        assert screen.page.title() != "evil", kind
    desk = window("console")
    for path in ("/overview", "/console", "/figures", "/journal", "/settings/groups", "/privacy"):
        desk.enter("administrator", path)
        assert desk.page.locator("img[src=x]").count() == 0, path
        assert desk.page.title() != "evil", path
