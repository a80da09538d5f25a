"""A real server that is signed in to, paired and refused: no secret of it stands in its log or is open to others."""

from __future__ import annotations

import http.cookiejar
import re
import stat
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.cast import PASSWORD, secret_of
from tests.faults.servers import Server

pytestmark = pytest.mark.faults


class Visit:
    """A browser with cookies of its own."""

    def __init__(self, server: Server) -> None:
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self._server = server

    def open(self, path: str, form: dict[str, str] | None = None) -> str:
        """Return what a page says, also of a refusal."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(self._server.url + path, data, {"Accept": "text/html"})  # noqa: S310
        try:
            with self._opener.open(asked, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.read().decode()

    def token(self, path: str) -> str:
        """Return the CSRF token of a page's form."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.open(path))
        assert found is not None
        return found[1]


def test_signing_in_pairing_and_refusals_leave_no_secret_in_the_log(server: Server) -> None:
    eve, stranger = Visit(server), Visit(server)
    for password in ("a-wrong-password", PASSWORD):
        eve.open("/sign-in", {"username": "eve", "password": password, "csrf_token": eve.token("/sign-in")})
    code = "".join(
        re.findall(r'data-test="pair-code"[^>]*>(\d{3})<span[^>]*></span>(\d{3})<', stranger.open("/kiosk"))[
            0
        ]
    )
    form = {"code": "000000", "name": "Hall", "csrf_token": eve.token("/settings/devices")}
    eve.open("/settings/devices", form)
    assert "Hall" in eve.open("/settings/devices", {**form, "code": code})
    stranger.open("/kiosk")
    stranger.open("/t/a-guessed-ticket-of-somebody")
    stranger.open("/sign-in", {"username": "x" * 100_000})
    ticket = server.ask("POST", "/api/v1/tickets", {"group": "A"})
    assert ticket is not None
    stranger.open(f"/t/{ticket[1]['token']}")
    assert server.ask("GET", "/api/v1/board", program="nobody") is not None
    log = server.log
    for code_told in ("auth.wrong", "pairing.unknown", "request.too_large"):
        assert f"refused {code_told}" in log
    key = (server.data / "secret").read_text().strip()
    cookies = [
        cookie.value or ""
        for visit in (eve, stranger)
        for cookie in visit.jar
        if cookie.name != "tonsai_lang"
    ]
    assert len(cookies) >= 3
    secrets = [key, PASSWORD, "a-wrong-password", code, ticket[1]["token"], secret_of("admin"), secret_of("nobody"),
               "a-guessed-ticket", *cookies]  # fmt: skip
    assert [secret for secret in secrets if secret in log] == []


def test_the_secret_is_made_for_this_installation_and_read_by_its_owner_only(
    server: Server, tmp_path: Path
) -> None:
    from deploy.secret import secret_key

    path = server.data / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().strip()) == 64
    others = {secret_key(tmp_path / name) for name in ("one", "two")}
    assert len(others | {path.read_text().strip()}) == 3
