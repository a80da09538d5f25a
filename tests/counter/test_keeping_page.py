"""The page of the copies says what is, also on a thread of its own."""

from __future__ import annotations

import re

from shared.keeping.runs import note_run
from tests.cast import ANA, CHO, DAO
from tests.clockwork import Clock
from tests.lobby import Lobby


def alert(lobby: Lobby) -> str:
    """Return what the page warns of, empty when all is well."""
    text = lobby.person(DAO).page("/settings/keeping").get_data(as_text=True)
    return str(re.findall(r'data-alert="(\w*)"', text)[0])


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
