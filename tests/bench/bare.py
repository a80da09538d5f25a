"""The yardsticks that need a server: a Flask endpoint that does nothing, and Flask-SocketIO as it comes.

Both run under the very gunicorn configuration that serves Tonsai (`deploy/gunicorn.conf.py`).
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, request
from flask_socketio import SocketIO, emit, join_room

ROOM = "screens"

app = Flask("bare")


@app.post("/nothing")
def nothing() -> Response:
    """Answer a constant."""
    return jsonify({"number": "A001", "token": "AAAAAAAAAAAAAAAA", "ahead": 0, "seq": 1})


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
