"""nginx with the site that is shipped, on a port of the tests' own and in front of the servers they name."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SHIPPED = Path(__file__).resolve().parents[1] / "deploy/nginx/tonsai.conf"
FIRST = "    server 127.0.0.1:8080 max_fails=1 fail_timeout=2s;"
"""The line of the first gunicorn, as it is shipped."""
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def find_free_port() -> int:
    """A port nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def render_nginx(folder: Path, *, port: int, backends: Sequence[int]) -> Path:
    """The shipped site inside a whole configuration that needs no rights, on ports of the test."""
    site = SHIPPED.read_text()
    for shipped, ours in (
        ("listen 80 default_server;", f"listen 127.0.0.1:{port} default_server;"),
        (FIRST, "\n".join(FIRST.replace("8080", str(backend)) for backend in backends)),
    ):
        assert shipped in site
        site = site.replace(shipped, ours)
    (folder / "tonsai.conf").write_text(site)
    scratch = "\n".join(
        f"    {kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{scratch}\n    include {folder}/tonsai.conf;\n}}\n"
    )
    return whole


@contextmanager
def running_nginx(folder: Path, *backends: int) -> Iterator[int]:
    """nginx with the shipped site, on a port of its own."""
    port = find_free_port()
    conf = render_nginx(folder, port=port, backends=backends)
    with subprocess.Popen([str(NGINX), "-e", "stderr", "-c", str(conf)]) as server:
        try:
            wait_for_port(port, server)
            yield port
        finally:
            server.terminate()


def wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when somebody answers; fail at once when the program has ended."""
    for _ in range(200):
        assert server.poll() is None, "the server ended by itself"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise AssertionError("nobody answered on the port")
