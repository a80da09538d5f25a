"""What stands before every door: by which name one may ask, how often, how slowly, and that each refusal is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from deploy.patience import TimedBody
from shared.domain.errors import QueueError
from shared.web.access import PERMISSIONS
from shared.web.hosts import is_of_the_house
from shared.web.security import TICKETS_OF_ONE, WRONG_TOKENS
from tests.cast import EVE, secret_of
from tests.lobby import Browser, Lobby, open_lobby
from tests.web.test_access import SUBJECTS, browser_of

KNOWN = frozenset({"queue.example.go.th", "203.0.114.9"})


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "192.168.1.20", "10.0.0.7:9000", "172.16.4.4",
     "169.254.1.1", "[fe80::1]:80", "[fd00::7]", "100.64.3.2", "tonsai", "TONSAI:8080", "web_1:80", "kiosk-server",
     "tonsai.local", "Tonsai.LOCAL:8080", "tonsai.lan", "tonsai.home.arpa", "host.docker.internal", "a.localhost",
     "queue.example.go.th", "QUEUE.example.go.th:443", "queue.example.go.th.", "203.0.114.9"],
)  # fmt: skip
def test_a_name_that_no_stranger_can_own_or_that_was_told_is_the_offices(host: str) -> None:
    assert is_of_the_house(host, KNOWN)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "203.0.114.10", "[2001:4860:4860::8888]", "queue.example.go.th.evil.example",
     "evil-queue.example.go.th", "local", "x@localhost.example", "localhost@evil.example", "localhost/x.example",
     "evil.example#.local", "evil.example\\.local", "a b", "", ":80", "..", "localhost:port", "localhost:123456",
     "2130706433", "0x7f.1", "127.1", "evil.example\t", "[::1", "เครื่อง.example", "<script>.local"],
)  # fmt: skip
def test_any_other_name_is_a_strangers(host: str) -> None:
    assert is_of_the_house(host, KNOWN) is (host == "local")  # one word, without a dot: a name of the LAN


@pytest.mark.parametrize(
    "path", ["/", "/kiosk", "/sign-in", "/api/v1/board", "/api/v1/health", "/static/importmap.json"]
)
def test_under_a_strangers_name_nothing_is_answered_and_a_line_tells_of_it(
    lobby: Lobby, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    answer = lobby.app.test_client().get(path, headers={"Host": "evil.example", "Accept": "text/html"})
    assert answer.status_code == 400
    assert "host.unknown" in answer.get_data(as_text=True)
    assert "evil.example" not in answer.get_data(as_text=True)
    assert any(
        "refused host.unknown" in r.getMessage() and r.levelno == logging.WARNING for r in caplog.records
    )


def test_a_ticket_pressed_under_a_strangers_name_does_not_exist(lobby: Lobby) -> None:
    answer = lobby.program("admin").post("/tickets", {"group": "A"}, Host="evil.example")
    assert (answer.status, answer.code) == (400, "host.unknown")
    assert lobby.office.snapshot().board.waiting == 0


def test_a_socket_under_a_strangers_name_is_refused(lobby: Lobby) -> None:
    def connects(host: str) -> bool:
        client = lobby.socketio.test_client(
            lobby.app, namespace="/board", auth={"token": secret_of("admin")}, headers={"Host": host}
        )
        return bool(client.is_connected("/board"))

    assert (connects("tonsai.local"), connects("evil.example")) == (True, False)


def test_behind_a_proxy_the_name_it_passes_on_counts(database: Any, clock: Any) -> None:
    env = {"TONSAI_TRUSTED_PROXIES": "1", "TONSAI_BASE_URL": "https://queue.example.go.th"}
    with open_lobby(database, clock, env=env) as lobby:

        def ask(outside: str) -> int:
            headers = {
                "X-Forwarded-Host": outside,
                "X-Forwarded-For": "10.0.0.9",
                "X-Forwarded-Proto": "https",
            }
            return lobby.app.test_client().get("/sign-in", headers=headers).status_code

        assert (ask("queue.example.go.th"), ask("192.168.0.3:8080"), ask("evil.example")) == (200, 200, 400)


def test_a_kiosk_gives_as_many_tickets_as_a_crowd_can_press_and_no_flood(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk, program = lobby.device("kiosk"), lobby.program("kiosk")
    answers = [kiosk.post("/tickets", {"group": "A"}) for _ in range(TICKETS_OF_ONE.amount + 1)]
    assert {answer.status for answer in answers[:-1]} == {201}
    assert (answers[-1].status, answers[-1].code) == (429, "rate.limited")
    assert "refused rate.limited: POST /api/v1/tickets" in caplog.text
    assert program.post("/tickets", {"group": "A"}).status == 201, (
        "a hall of machines is a program, it has no bound"
    )
    assert len({answer.data["number"] for answer in answers[:-1]}) == TICKETS_OF_ONE.amount


def test_whoever_guesses_tickets_is_stopped_and_the_crowd_behind_the_same_address_is_not(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    phone, guesser = lobby.visitor(), lobby.visitor()
    codes = [guesser.get(f"/tickets/guess-{i}").code for i in range(WRONG_TOKENS.amount + 1)]
    assert codes == ["ticket.unknown"] * WRONG_TOKENS.amount + ["rate.limited"]
    assert guesser.page("/t/guess").status_code == 429
    assert guesser.page("/t/guess/qr.svg").status_code == 429
    assert "refused rate.limited: GET /api/v1/tickets/<token>" in caplog.text
    assert "guess-" not in caplog.text
    assert [phone.get(f"/tickets/{token}").status for _ in range(3)] == [200] * 3
    assert phone.page(f"/t/{token}").status_code == 200


def test_a_phone_page_that_is_lost_leaves_a_line_without_what_was_asked(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tonsai.web")
    assert lobby.visitor().page("/t/nobody-has-this").status_code == 404
    assert "refused ticket.unknown: GET /t/<token>" in caplog.text
    assert "nobody-has-this" not in caplog.text


def test_whoever_guesses_the_secret_of_a_pairing_is_stopped(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [lobby.visitor().post("/agent/pairings/claim", {"secret": f"{i:0>32}"}) for i in range(31)]
    assert [a.code for a in answers] == ["pairing.unknown"] * 30 + ["rate.limited"]
    assert caplog.text.count("refused pairing.unknown") == 30
    assert "refused rate.limited" in caplog.text


def test_a_flood_of_new_pairings_is_stopped(lobby: Lobby) -> None:
    codes = [lobby.visitor().page("/kiosk").status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


SOCKETS = {"/board": "board.follow", "/desk": "desk.read"}


@pytest.mark.parametrize("namespace", SOCKETS)
@pytest.mark.parametrize("subject", [*SUBJECTS, "holder"])
def test_every_socket_opens_exactly_for_those_the_table_names(
    lobby: Lobby, namespace: str, subject: str
) -> None:
    auth: dict[str, str] = {}
    browser: Browser | None = None
    if subject == "holder":
        auth = {"ticket": lobby.office.token(lobby.office.issue("A"))}
    elif subject.startswith("token:"):
        auth = {"token": secret_of(subject.removeprefix("token:"))}
    elif subject == "device:agent":
        auth = {"token": browser_of(lobby, subject).headers["Authorization"].removeprefix("Bearer ")}
    else:
        browser = browser_of(lobby, subject)
    client = lobby.socketio.test_client(
        lobby.app,
        namespace=namespace,
        auth=auth or None,
        flask_test_client=browser.client if browser else None,
    )
    assert client.is_connected(namespace) is (subject in PERMISSIONS[SOCKETS[namespace]])


@pytest.mark.parametrize("namespace", SOCKETS)
def test_no_socket_takes_any_event(lobby: Lobby, namespace: str) -> None:
    """News go one way: an event of any name, for anybody, is the end of the connection."""
    for event in ("board", "desk", "beat", "message", "call-next", "config"):
        client = lobby.socketio.test_client(
            lobby.app, namespace=namespace, auth={"token": secret_of("admin")}
        )
        assert client.is_connected(namespace)
        client.emit(event, {"x": 1}, namespace=namespace)
        assert not client.is_connected(namespace), event


def test_a_page_refuses_a_form_that_is_too_large_before_reading_it(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    for path in ("/settings/office", "/settings/staff", "/sign-in", "/ratings/exclude"):
        answer = eve.client.post(path, data={"x": "y" * 70_000}, headers={"Accept": "text/html"})
        assert answer.status_code == 413, path
        assert 'data-code="request.too_large"' in answer.get_data(as_text=True)


class Trickle(BytesIO):
    """A body whose sender goes silent after the first bytes."""

    def __init__(self, silent: Callable[[], None]) -> None:
        super().__init__(b"abc")
        self._silent = silent

    def read(self, size: int | None = -1) -> bytes:
        """Give what is there, then wait."""
        got = super().read(1)
        if not got:
            self._silent()
        return got


def test_a_body_that_never_ends_is_given_up() -> None:
    import gevent

    body = TimedBody(Trickle(lambda: gevent.sleep(30)), None, 0.05)
    assert [body.read(1) for _ in range(3)] == [b"a", b"b", b"c"]
    with pytest.raises(QueueError) as refused:
        body.read(1)
    assert refused.value.code == "request.slow"
