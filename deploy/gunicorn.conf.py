"""How gunicorn runs Tonsai: one gevent worker that holds thousands of sockets.

One, because the boards, the write turns and the open sockets live in one process; a second machine's worth of
visitors means a second gunicorn on its own port behind nginx, with PostgreSQL and Redis (ARCHITECTURE.md).
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from shared.settings import Settings, SettingsError
from shared.web.logs import log_config

try:
    settings = Settings.from_env(os.environ)
except SettingsError as error:
    sys.exit(f"tonsai: {error}")

wsgi_app = "deploy.wsgi:app"
proc_name = "tonsai"

# Only this machine, unless TONSAI_BIND says otherwise: plain HTTP on a LAN is a decision, not a default.
bind = f"{settings.bind}:{settings.port}"

workers = 1
worker_class = "gevent"
worker_connections = 10_000
# After a power cut everybody comes back in the same second.
backlog = 4096
# The application wires itself in the worker, after gevent has patched the standard library there.
preload_app = False

# Longer than nginx keeps an idle connection to us, so that it is never we who close one it is about to use.
keepalive = 75
# Open websockets never finish by themselves: without this every restart takes the default half a minute.
graceful_timeout = 3
# A worker silent for so long is stuck; a new one is up in two seconds and the screens return by themselves.
timeout = 60
# The worker proves that it lives by touching a file: in memory, so that a busy disk does not look like death.
memory = Path("/dev/shm")  # nosec B108 # noqa: S108 (gunicorn opens a file of its own there and unlinks it at once)
worker_tmp_dir = str(memory) if memory.is_dir() else None


class NoLineARequest(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The journal of the queue is the record; a line per request would only wear out a small disk.

    With a configuration of logging gunicorn puts each line together all the same, a twentieth of what a request costs.
    """

    access_log_enabled = False


accesslog = None
logger_class = NoLineARequest
errorlog = "-"
# Lines of JSON, ours and gunicorn's alike (shared/web/logs.py); TONSAI_LOG says from which level on.
logconfig_dict = log_config(settings.log)
# Its file in the home folder would be shared, and fought over, by every gunicorn of that user.
control_socket_disable = True

# Whoever does not read what is sent to them is let go by the kernel after so long. Without an end, a screen that hangs
# would keep its connection, its thread and all that is waiting for it until it is switched off.
UNREAD_MS = 30_000


def when_ready(server: Any) -> None:
    """Every accepted connection has the options of the one that listens."""
    for listener in server.LISTENERS:
        if listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
