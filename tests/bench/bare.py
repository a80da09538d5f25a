"""The yardsticks that need a server: an endpoint that does nothing, in Flask and in Tonsai, and stock Flask-SocketIO.

All run under the very gunicorn configuration that serves Tonsai (`deploy/gunicorn.conf.py`).
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, jsonify, request
from flask_socketio import SocketIO, emit, join_room

from counter.forms import Moved
from deploy.app import create_app
from kiosk.forms import IssueBody
from shared.settings import Settings
from shared.web.api import Api, Call

ROOM = "screens"

app = Flask("bare")


@app.route("/nothing", methods=["GET", "POST"])
def nothing() -> Response:
    """Answer a constant."""
    return jsonify({"number": "A001", "token": "AAAAAAAAAAAAAAAA", "ahead": 0, "seq": 1})


def own() -> Flask:
    """Tonsai itself with one more call that does nothing: what its guards cost without any deed."""
    made, _ = create_app(Settings.from_env(os.environ))
    api = Api("bench")

    @api.add("GET", "/nothing", allow="anybody", answer=Moved)
    def get_nothing(_call: Call) -> dict[str, Any]:
        return {"seq": 1}

    @api.add("POST", "/nothing", allow="ticket.issue", body=IssueBody, answer=Moved, status=201)
    def post_nothing(_call: Call) -> dict[str, Any]:
        return {"number": "A001", "token": "AAAAAAAAAAAAAAAA", "ahead": 0, "seq": 1}

    api.register(made)
    return made


live = Flask("bare_live")
_options: dict[str, Any] = {
    "async_mode": "gevent",
    "transports": ["websocket"],
}  # the types are older than the library
socketio = SocketIO(live, **_options)
_value: dict[str, Any] = {}


@socketio.on("connect", namespace="/board")
def _connect(_auth: object = None) -> None:
    join_room(ROOM)
    emit("board", {"seq": 0})


@live.put("/value")
def keep() -> Response:
    """Keep the value that is sent from now on."""
    _value.update(request.get_json())
    return jsonify({"seq": 0})


@live.post("/send")
def send() -> Response:
    """Send the kept value with the next number to every screen."""
    _value["seq"] += 1
    socketio.emit("board", _value, to=ROOM, namespace="/board")
    return jsonify({"seq": _value["seq"]})
