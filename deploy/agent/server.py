"""The server as an agent sees it: five calls over HTTP, each with an end to its waiting."""

from __future__ import annotations

import base64
import http.client
import io
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from shared.paper.pictures import Picture, picture_of

TIMEOUT_S = 10.0


class ServerAwayError(Exception):
    """No answer, or one that says nothing about the question: try again later."""


class RefusedError(Exception):
    """The server refuses, with the code of its refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Slip:
    """A job: its number and what to print."""

    id: int
    picture: Picture


class Server:
    """Speaks for one agent. A wrong address raises ValueError."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"{url} is no address of a server, such as http://192.168.1.10:8080")
        self._secure = address.scheme == "https"
        self._host, self._port = address.hostname, address.port
        self._path = address.path.rstrip("/") + "/api/v1/agent"
        self.token: str | None = None

    def begin_pairing(self) -> tuple[str, str]:
        """Return a code for the administrator, and the secret that asks for the token."""
        begun = self._post("/pairings", {})
        return begun["code"], begun["secret"]

    def claim_token(self, secret: str) -> str | None:
        """Return the token once the code was confirmed."""
        token: str | None = self._post("/pairings/claim", {"secret": secret})["token"]
        return token

    def say_state(self, state: str) -> list[int]:
        """Say how the printer is; return the kiosks it prints for."""
        kiosks: list[int] = self._post("/printer", {"state": state})["kiosks"]
        return kiosks

    def fetch(self, claim: str, wait_s: float) -> Slip | None:
        """Return the slip of a claim, or wait for the next one."""
        job = self._post("/jobs", {"claim": claim, "wait_s": wait_s})["job"]
        if job is None:
            return None
        try:
            image = Image.open(io.BytesIO(base64.b64decode(job["picture"])))
            return Slip(job["id"], picture_of(image))
        except (OSError, ValueError) as error:
            raise ServerAwayError(f"the picture of a slip cannot be read: {error}") from error

    def end(self, job: int, claim: str, outcome: str) -> str:
        """Say how a slip ended; return where it stands now."""
        state: str = self._post(f"/jobs/{job}", {"claim": claim, "outcome": outcome})["state"]
        return state

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT_S)
        try:
            connection.request("POST", self._path + path, json.dumps(body), headers)
            answer = connection.getresponse()
            data = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ServerAwayError(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        if answer.status >= 500 or answer.status == 429 or not isinstance(data, dict):
            raise ServerAwayError(f"the server answers {answer.status}")
        if answer.status >= 400:
            raise RefusedError(str(data.get("code")))
        return data
