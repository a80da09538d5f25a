"""The log: a line of JSON per event that matters, findable by the id the asker saw, and nothing of what was sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask import abort
from sqlalchemy import text

from shared.web.logs import JsonLines, log_config
from tests.cast import EVE, PASSWORD
from tests.clockwork import Clock
from tests.lobby import Lobby, open_lobby

ID = re.compile(r"[2-9a-hj-km-np-tv-z]{4}-[2-9a-hj-km-np-tv-z]{4,}")
SECRETS = ("sesame-open-7731", "สมหญิงความลับ")


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that the server would write, from debug on."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    ours = logging.getLogger("tonsai")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def read(out: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_refusal_is_one_line_with_the_id_of_the_answer(lobby: Lobby, lines: StringIO) -> None:
    answer = lobby.program("kiosk").post("/tickets", {"group": "nothing"})
    own = answer.headers["X-Request-Id"]
    assert ID.fullmatch(own)
    assert answer.data["instance"] == f"urn:tonsai:request:{own}"
    told = [line for line in read(lines) if line.get("code") == "group.unknown"]
    assert len(told) == 1
    assert {name: told[0][name] for name in ("level", "request", "method", "route", "status")} == {
        "level": "info", "request": own, "method": "POST", "route": "/api/v1/tickets", "status": 404,
    }  # fmt: skip
    assert isinstance(told[0]["ms"], float)
    assert "address" not in told[0]


def test_the_address_is_in_the_line_of_somebody_who_tries_doors(lobby: Lobby, lines: StringIO) -> None:
    lobby.visitor().post("/agent/pairings/claim", {"secret": "a-guess-that-nobody-has-made"})
    told = [line for line in read(lines) if line.get("code") == "pairing.unknown"]
    assert (told[0]["level"], told[0]["address"]) == ("warning", "127.0.0.1")


def test_two_requests_never_share_an_id_and_only_a_trusted_proxy_gives_one(
    database: Path, clock: Clock
) -> None:
    with open_lobby(database, clock) as lobby:
        asked = [lobby.visitor().get("/health", X_Request_Id="of-my-own-1") for _ in range(3)]
        assert len({answer.headers["X-Request-Id"] for answer in asked} | {"of-my-own-1"}) == 4
    with open_lobby(database, clock, env={"TONSAI_TRUSTED_PROXIES": "1"}) as lobby:
        given = lobby.visitor().get("/health", X_Request_Id="0123456789abcdef0123456789abcdef")
        assert given.headers["X-Request-Id"] == "0123456789abcdef0123456789abcdef"
        for forged in ("short", "with blank", "x" * 65, '{"a":1}'):
            answer = lobby.visitor().get("/health", X_Request_Id=forged)
            assert ID.fullmatch(answer.headers["X-Request-Id"])


def test_nothing_that_was_sent_is_in_the_log(lobby: Lobby, lines: StringIO) -> None:
    """Secrets through every door: bodies, fields, addresses, queries, headers, cookies, file names, failures inside."""

    @lobby.app.get("/falls/<what>")
    def falls(what: str) -> str:
        abort(500)

    for secret in SECRETS:
        page, kiosk = lobby.app.test_client(), lobby.program("kiosk")
        page.post("/sign-in", data={"username": secret, "password": secret})
        page.post("/join", data={"code": secret, "password": secret, "again": secret})
        page.get(f"/t/{secret}")
        page.get(f"/falls/{secret}?q={secret}")
        page.get("/board", headers={"Authorization": "Bearer sesame-open-7731"})
        page.get("/", headers={"User-Agent": "sesame-open-7731", "Referer": "http://sesame-open-7731/"})
        kiosk.post("/tickets", {"group": secret, "language": secret})
        kiosk.post("/tickets", {secret: secret})
        kiosk.post("/ratings", {"score": 9, "comment": secret})
        kiosk.get(f"/tickets/{secret}")
        kiosk.post("/tickets", {"group": "tax"}, Idempotency_Key="sesame-open-7731")
    number = lobby.office.issue("A")
    token = lobby.office.token(number)
    lobby.visitor().get(f"/tickets/{token}")
    lobby.visitor().delete(f"/tickets/{token}")
    lobby.visitor().delete(f"/tickets/{token}")
    logged = lines.getvalue()
    assert len(read(lines)) > 20
    for secret in (*SECRETS, token, PASSWORD, EVE.name):
        assert secret not in logged


def test_a_failure_inside_tells_where_and_never_with_which_values(lobby: Lobby, lines: StringIO) -> None:
    @lobby.app.get("/falls/<what>")
    def falls(what: str) -> str:
        with lobby.deps.engine.connect() as conn:
            conn.execute(
                text("INSERT INTO journal (site_id, seq, kind) VALUES (1, 99, :what)"), {"what": what}
            )
        return what

    lobby.app.test_client().get(f"/falls/{SECRETS[1]}")
    told = [line for line in read(lines) if "error" in line]
    assert told
    assert str(told[0]["error"]).startswith("IntegrityError: ")
    assert any("tests/web/test_logs.py" in place for place in told[0]["trace"])  # type: ignore[attr-defined]
    assert not any(secret in lines.getvalue() for secret in SECRETS)


def test_staff_see_code_and_id_on_an_error_page_and_the_public_is_spared_them(lobby: Lobby) -> None:
    html = {"Accept": "text/html"}
    answer = lobby.person(EVE).client.get("/nothing-here", headers=html)
    shown = f"not_found · {answer.headers['X-Request-Id']}"
    assert shown in answer.get_data(as_text=True)
    public = lobby.app.test_client().get("/nothing-here", headers=html)
    assert public.headers["X-Request-Id"] not in public.get_data(as_text=True)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_gunicorn_and_we_write_the_same_lines_from_the_level_that_was_set(level: str) -> None:
    config = log_config(level)
    assert config["loggers"]["tonsai"]["level"] == level.upper()
    assert config["loggers"]["gunicorn.error"]["level"] == ("INFO" if level == "debug" else level.upper())
    assert config["formatters"]["lines"] == {"()": JsonLines}
    record = logging.LogRecord(
        "gunicorn.error", logging.INFO, "x.py", 1, "Booting %s\nnow", ("worker",), None
    )
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "Booting worker\nnow"
    asked = ("/t/s3cr-et_1?x",)
    failed = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "x.py", 1, "Error handling request %s", asked, None
    )
    assert json.loads(JsonLines().format(failed))["message"] == "Error handling request /t/…?x"
