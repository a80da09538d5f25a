"""The page of the copies says what is, also on a thread of its own."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from shared.domain.keeping import Target
from shared.keeping.chores import Chores
from shared.keeping.runs import note_run, read_keeping
from tests.cast import ANA, CHO, DAO, EVE
from tests.clockwork import Clock, wait_until
from tests.lobby import Browser, Lobby
from tests.refusals import refused

OF_COPIES = pytest.mark.sqlite("the copies are those of the file")


def alert(lobby: Lobby) -> str:
    """Return what the page warns of, empty when all is well."""
    text = lobby.person(DAO).page("/settings/keeping").get_data(as_text=True)
    return str(re.findall(r'data-alert="(\w*)"', text)[0])


@OF_COPIES
def test_the_page_says_what_is_wrong_until_it_is_not(lobby: Lobby, clock: Clock) -> None:
    office = lobby.office
    assert alert(lobby) == "never"
    office.take_turn(lambda turn: note_run(turn, chore="backup", target="local", file="tonsai-x.zip"))
    assert alert(lobby) == ""
    office.take_turn(lambda turn: note_run(turn, chore="test", code="backup.broken"))
    assert alert(lobby) == "test_failed"
    office.take_turn(lambda turn: note_run(turn, chore="test", file="tonsai-x.zip"))
    assert alert(lobby) == ""
    clock.advance(days=4)
    assert alert(lobby) == "late"
    office.take_turn(lambda turn: note_run(turn, chore="backup", target="local", code="backup.no_room"))
    assert alert(lobby) == "failing"


def test_it_names_the_version_and_is_for_those_who_lead(lobby: Lobby) -> None:
    assert lobby.deps.version in lobby.person(DAO).page("/settings/keeping").get_data(as_text=True)
    assert [lobby.person(who).page("/settings/keeping").status_code for who in (ANA, CHO)] == [403, 403]


class Noted(Chores):
    """What the house was asked for, in place of doing it."""

    def __init__(self) -> None:
        super().__init__(lambda _words: 0)
        self.asked: list[tuple[str, ...]] = []

    def ask(self, *words: str) -> None:
        """Note it."""
        self.asked.append(words)


def post(browser: Browser, verb: str, /, **form: str) -> TestResponse:
    """Send a form of the page as it stands now."""
    text = browser.page("/settings/keeping").get_data(as_text=True)
    seen = re.findall(r'name="seen" value="(\w+)"', text)
    headers = {"Accept": "text/html", **browser.headers}
    data = {"seen": seen[0], **form} if verb in ("places", "places/gone", "hour") else form
    return browser.client.post(f"/settings/keeping/{verb}", data=data, headers=headers)


def told(answer: TestResponse) -> str:
    """Return the code of the refusal, or where the page leads on to."""
    found = re.search(r'data-test="wrong" data-code="([^"]+)"', answer.get_data(as_text=True))
    return found[1] if found else answer.headers.get("Location", "")


def places(lobby: Lobby) -> list[Target]:
    """Return the places of the settings."""
    with lobby.office.engine.connect() as conn:
        return list(read_keeping(conn).targets)


@OF_COPIES
def test_a_place_is_tried_added_journalled_and_dropped(lobby: Lobby, tmp_path: Path) -> None:
    eve, path = lobby.person(EVE), str(tmp_path / "copies")
    assert told(post(eve, "places", name="ตู้เก็บ", kind="folder", path=path)).endswith("done=placed")
    assert places(lobby) == [Target("ตู้เก็บ", "folder", path)]
    assert list((tmp_path / "copies").iterdir()) == [], "the trial leaves nothing"
    assert told(post(eve, "places/gone", name="ตู้เก็บ")).endswith("done=gone")
    assert places(lobby) == []
    subjects = [data["subject"] for _, data in lobby.office.facts("settings.changed")]
    assert subjects == ["settings:copies"] * 2
    assert eve.page("/settings/changes").status_code == 200


@OF_COPIES
@pytest.mark.parametrize(
    ("form", "code"),
    [({"name": "x", "kind": "stick", "path": "/nowhere/at/all"}, "backup.absent"),
     ({"name": "x", "kind": "host", "path": "{data}"}, "backup.not_mounted"),
     ({"name": "x", "kind": "folder", "path": "relative"}, "request.invalid"),
     ({"name": "x", "kind": "folder", "path": "/tmp/../etc"}, "request.invalid"),
     ({"name": "local", "kind": "folder", "path": "{data}/c"}, "request.invalid"),
     ({"name": "a/b", "kind": "folder", "path": "{data}/c"}, "request.invalid"),
     ({"name": "x", "kind": "cloud", "path": "{data}/c"}, "request.invalid"),
     ({"name": "x", "kind": "folder", "path": "/proc/nothing-can-be-made-here"}, "backup.unwritable"),
     ({"name": "", "kind": "folder", "path": "{data}/c"}, "request.invalid")],
)  # fmt: skip
def test_a_place_where_nothing_can_be_written_is_refused_and_not_kept(
    lobby: Lobby, form: dict[str, str], code: str
) -> None:
    filled = {name: value.format(data=lobby.folder) for name, value in form.items()}
    assert told(post(lobby.person(EVE), "places", **filled)) == code
    assert places(lobby) == []


@OF_COPIES
def test_of_two_administrators_the_second_is_told(lobby: Lobby, tmp_path: Path) -> None:
    eve = lobby.person(EVE)
    form = {"kind": "folder", "path": str(tmp_path / "c")}
    assert told(post(eve, "places", name="one", **form)).endswith("placed")
    assert told(post(eve, "places", name="two", seen="0123456789abcdef", **form)) == "settings.conflict"
    assert [target.name for target in places(lobby)] == ["one"]


@OF_COPIES
def test_the_hour_is_typed_as_people_write_it(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert told(post(eve, "hour", at="16.45")).endswith("done=hour")
    with lobby.office.engine.connect() as conn:
        assert read_keeping(conn).at.isoformat("minutes") == "16:45"
    assert [told(post(eve, "hour", at=wrong)) for wrong in ("25.00", "", "soon")] == ["request.invalid"] * 3


@OF_COPIES
def test_a_copy_and_a_trial_are_asked_for_by_those_who_may(lobby: Lobby, tmp_path: Path) -> None:
    eve, noted, path = lobby.person(EVE), Noted(), str(tmp_path / "c")
    lobby.app.extensions["tonsai"] = replace(lobby.deps, chores=noted)
    post(eve, "places", name="ตู้", kind="folder", path=path)
    for name in ("local", "ตู้"):
        assert told(post(eve, "copy", name=name)).endswith("done=begun")
    assert told(post(eve, "trial")).endswith("done=begun")
    assert noted.asked == [("backup",), ("backup", "--to", path), ("backup", "--test")]
    assert told(post(eve, "copy", name="elsewhere")) == "backup.absent"
    text = lobby.person(DAO).page("/settings/keeping").get_data(as_text=True)
    assert 'data-test="copy-1"' not in text


def test_one_chore_at_a_time_and_a_failed_one_lets_the_next_begin(caplog: pytest.LogCaptureFixture) -> None:
    began, go_on = threading.Event(), threading.Event()

    def run(_words: object) -> int:
        began.set()
        go_on.wait(10)
        return 1

    chores = Chores(run)
    chores.ask("backup")
    began.wait(10)
    assert chores.is_busy
    with refused("backup.busy"):
        chores.ask("backup", "--test")
    go_on.set()
    wait_until(lambda: not chores.is_busy)
    assert "tonsai backup ended with 1" in caplog.text
    chores.ask("backup")


@pytest.mark.parametrize("verb", ["places", "copy", "trial"])
def test_on_postgresql_its_own_tools_make_the_copies(lobby: Lobby, verb: str) -> None:
    elsewhere = replace(lobby.deps.settings, database_url="postgresql+psycopg://db/tonsai")
    noted = Noted()
    lobby.app.extensions["tonsai"] = replace(lobby.deps, settings=elsewhere, chores=noted)
    eve = lobby.person(EVE)
    form = {"name": "x", "kind": "folder", "path": "/tmp/x", "seen": ""}
    assert (
        told(
            eve.client.post(
                f"/settings/keeping/{verb}", data=form, headers={"Accept": "text/html", **eve.headers}
            )
        )
        == "backup.postgres"
    )
    assert noted.asked == []


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_page_speaks_every_language(lobby: Lobby, language: str) -> None:
    answer = lobby.person(EVE).page(f"/settings/keeping?lang={language}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.get_data(as_text=True)


@OF_COPIES
@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("places", {"name": "x", "kind": "folder", "path": "/tmp/x"}),
        ("places/gone", {"name": "x"}),
        ("hour", {"at": "16:45"}),
        ("copy", {"name": "local"}),
    ],
)
def test_a_field_that_no_form_has_is_refused_in_words(lobby: Lobby, verb: str, form: dict[str, str]) -> None:
    answer = post(lobby.person(EVE), verb, **form, nonsense="1")
    assert (answer.status_code, told(answer)) == (422, "request.invalid")
