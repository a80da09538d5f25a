"""The sockets: one-way news. A client connects, gets the whole value at once, then every newer one.

Websocket transport only. Who may listen is the same table as for HTTP; a refused connection says the code.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

import orjson
from flask import Flask, request
from flask_login import current_user
from flask_socketio import SocketIO, disconnect, emit, join_room
from socketio.exceptions import ConnectionRefusedError as Refused

from shared.domain.errors import QueueError
from shared.live.guests import Guest, mark_of
from shared.live.rooms import BOARD, DESK, desk_room, hall_room, phone_room
from shared.web.access import Principal, find_holder, find_program, principals
from shared.web.deps import deps
from shared.web.hosts import check_host
from shared.web.sites import came_from_elsewhere

log = logging.getLogger("tonsai.web")
_FACES = {"kiosk": "device:kiosk", "tablet": "device:tablet", "display": "device:display"}


class Json:
    """orjson in the shape the library wants."""

    @staticmethod
    def dumps(value: Any, **_options: Any) -> str:
        """Return JSON text."""
        return orjson.dumps(value).decode()

    loads = staticmethod(orjson.loads)


def attach(socketio: SocketIO, app: Flask, *, async_mode: str) -> None:
    """Serve sockets beside the application; `async_mode` is gevent in production, threading in tests."""
    options: dict[str, Any] = {  # the published types of the library are older than it
        "async_mode": async_mode,
        "transports": ["websocket"],
        "json": Json,
        "ping_interval": 20,
        "ping_timeout": 15,
        "max_http_buffer_size": 4096,
        "manage_session": False,
    }
    socketio.init_app(app, **options)


def make_socketio() -> SocketIO:
    """Return the socket server with its two namespaces, not yet attached to an application."""
    socketio = SocketIO()

    @socketio.on("connect", namespace=BOARD)
    def _board(auth: dict[str, Any] | None = None) -> None:
        principal = _let_in(auth, "board.follow", BOARD)
        snapshot = deps().publisher.kept(principal.site_id)
        site = snapshot.board.site
        join_room(phone_room(site) if principal.subject == "holder" else hall_room(site))
        if principal.subject.startswith("device:"):
            deps().presence.arrive(principal.id)
            deps().publisher.changed([principal.site_id])
        emit("board", deps().publisher.latest(principal.site_id).board_json)

    @socketio.on("disconnect", namespace=BOARD)
    def _leave(*_reason: Any) -> None:
        guest = deps().guests.leave(_sid())
        if guest is not None and guest.kind == "device":
            deps().presence.leave(int(guest.name), deps().clock())
            deps().publisher.changed([guest.site_id])

    @socketio.on("connect", namespace=DESK)
    def _desk(auth: dict[str, Any] | None = None) -> None:
        principal = _let_in(auth, "desk.read", DESK)
        snapshot = deps().publisher.latest(principal.site_id)
        join_room(desk_room(snapshot.board.site))
        emit("desk", snapshot.plain_desk)

    @socketio.on("disconnect", namespace=DESK)
    def _leave_desk(*_reason: Any) -> None:
        deps().guests.leave(_sid())

    for namespace in (BOARD, DESK):
        socketio.on("*", namespace=namespace)(_hush)
    return socketio


class Strangers:
    """Connections that opened and never said who they are: after one look at the door they go at the next."""

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio
        self._seen: set[str] = set()

    def sweep(self) -> None:
        """Close what was silent at the look before and still is."""
        server: Any = self._socketio.server  # type: ignore[attr-defined]  # its published types are older
        rooms = list(server.manager.rooms.values())  # by namespace; the room None has everybody
        named = {connection for room in rooms for connection in dict(room.get(None, {})).values()}
        silent = set(server.eio.sockets) - named
        for sid in silent & self._seen:
            log.warning("refused socket.silent: a connection that never said who it is")
            line = (server.environ.get(sid) or {}).get("gunicorn.socket")
            server.eio.disconnect(sid)
            if line is not None:
                with suppress(OSError):  # gone by itself; otherwise a client that does not listen would stay
                    line.shutdown(SHUT_RDWR)
        self._seen = silent - self._seen


def _hush(event: str, *_values: Any) -> None:
    """Show out a client that talks: news go one way here, so whoever sends anything is no page of ours."""
    log.warning("refused socket.talks: %r from %s", event[:40], request.remote_addr)
    disconnect()


def _let_in(auth: Any, permission: str, namespace: str) -> Principal:
    """Return who connects, counted among those who listen; refuse the connection with a code."""
    auth = auth if isinstance(auth, dict) else {}
    try:
        check_host(deps().settings)
        principal = _who(auth, permission)
        deps().guests.arrive(_sid(), _guest(principal, auth, namespace))
    except QueueError as error:
        log.warning("refused %s: socket %s from %s", error.code, namespace, request.remote_addr)
        raise Refused(error.code) from None
    return principal


def _guest(principal: Principal, auth: dict[str, Any], namespace: str) -> Guest:
    kind = principal.subject.split(":")[0]
    if kind == "holder":
        return Guest(namespace, principal.site_id, kind, str(auth["ticket"]))
    if kind == "staff":
        mark = mark_of(principal.role, current_user.row.session_version)
        return Guest(namespace, principal.site_id, kind, str(principal.id), mark, current_user.ends)
    return Guest(namespace, principal.site_id, kind, str(principal.id))


def _who(auth: dict[str, Any], permission: str) -> Principal:
    """Return who connects if they may listen; refuse with a code otherwise."""
    if isinstance(auth.get("token"), str):
        found = [find_program(auth["token"])]
    elif isinstance(auth.get("ticket"), str):
        holder = find_holder(auth["ticket"])
        found = [holder] if holder is not None else []
    else:
        found = [p for p in principals() if p.subject != "holder"]
        if came_from_elsewhere() and all(p.subject == "visitor" for p in found):
            raise QueueError("site.other")
    face = _FACES.get(str(auth.get("face", "")))
    for principal in found:
        # A screen's page listens as that screen or not at all, whoever else is signed in to the same browser.
        if principal.may(permission) and face in (None, principal.subject):
            return principal
    raise QueueError("auth.required")


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]  # set by Flask-SocketIO on its requests
    return sid
