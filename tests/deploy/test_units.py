"""The files an administrator copies are accepted by the programs they are for, and do what they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.proxy import NGINX, find_free_port, needs_nginx, render_nginx, running_nginx, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SYSTEMD_ANALYZE = shutil.which("systemd-analyze")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
INSTALLED_AT = "/opt/tonsai"

needs_systemd = pytest.mark.skipif(SYSTEMD_ANALYZE is None, reason="systemd is not installed")


class TestSystemd:
    """What systemd thinks of the units."""

    @needs_systemd
    @pytest.mark.parametrize("unit", ["tonsai.service", "tonsai@2.service", "tonsai-screen@tv.service"])
    def test_a_unit_is_accepted_without_a_word(self, unit: str, tmp_path: Path) -> None:
        template = re.sub("@.*[.]", "@.", unit)
        text = (DEPLOY / "systemd" / template).read_text()
        # It looks for the programs too, and they are here rather than where an office puts them.
        (tmp_path / template).write_text(text.replace(INSTALLED_AT, str(ROOT)))
        asked = subprocess.run(
            [str(SYSTEMD_ANALYZE), "verify", "--man=no", "--recursive-errors=no", str(tmp_path / unit)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (asked.returncode, asked.stdout + asked.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("number", "settings", "port"),
        [("", {}, 8080), ("1", {}, 8080), ("3", {}, 8082), ("2", {"TONSAI_PORT": "9000"}, 9001)],
    )
    def test_each_process_listens_on_the_port_of_its_number(
        self, number: str, settings: dict[str, str], port: int
    ) -> None:
        lines = (DEPLOY / "systemd/tonsai@.service").read_text().splitlines()
        line = next(line for line in lines if line.startswith("ExecStart=")).removeprefix("ExecStart=")
        # What systemd does to a line, and an `echo` in place of the server.
        words = shlex.split(line.replace("%i", number))
        words[-1] = words[-1].replace("$$", "$").replace("exec ", "echo ")
        said = subprocess.run(words, env=settings, capture_output=True, text=True, check=True).stdout
        assert said == f"/opt/tonsai/.venv/bin/tonsai serve --port {port}\n"


class TestNginx:
    """nginx in front of a stand-in for the server."""

    @needs_nginx
    def test_the_site_is_accepted(self, tmp_path: Path) -> None:
        conf = render_nginx(tmp_path, port=find_free_port(), backends=[find_free_port(), find_free_port()])
        asked = subprocess.run(
            [str(NGINX), "-t", "-e", "stderr", "-c", str(conf)], capture_output=True, text=True, check=False
        )
        assert asked.returncode == 0, asked.stderr
        assert "[warn]" not in asked.stderr

    @needs_nginx
    def test_a_websocket_passes_with_the_true_address_only(self, tmp_path: Path) -> None:
        with (
            upgrading_backend() as (backend, seen),
            running_nginx(tmp_path, backend) as port,
            closing(socket.create_connection(("127.0.0.1", port), timeout=5)) as visitor,
        ):
            visitor.sendall(
                b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: tonsai.example:8080\r\n"
                b"Upgrade: websocket\r\nConnection: Upgrade\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"
            )
            assert visitor.recv(1000).startswith(b"HTTP/1.1 101 ")
            visitor.sendall(b"hello")
            assert visitor.recv(5) == b"HELLO"
        request = seen[0].lower()
        assert b"\r\nhost: tonsai.example:8080\r\n" in request
        assert b"\r\nupgrade: websocket\r\n" in request
        assert b"\r\nconnection: upgrade\r\n" in request
        assert b"\r\nx-forwarded-for: 127.0.0.1\r\n" in request
        assert b"203.0.113.9" not in request


class TestGunicorn:
    """The configuration, with an application of two lines in place of ours."""

    def test_the_configuration_is_accepted(self, stub_folder: Path) -> None:
        asked = subprocess.run(
            [*gunicorn(), "--check-config", "stub:app"],
            cwd=stub_folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert asked.returncode == 0, asked.stderr

    def test_a_wrong_setting_stops_the_start_with_a_sentence(self, stub_folder: Path) -> None:
        asked = subprocess.run(
            [*gunicorn(), "--check-config", "stub:app"],
            cwd=stub_folder,
            env={**os.environ, "TONSAI_PORT": "eighty"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert asked.returncode != 0
        assert asked.stderr == "tonsai: TONSAI_PORT must be a whole number, not 'eighty'.\n"

    @pytest.mark.faults
    def test_it_serves_on_gevent_and_stops_with_a_visitor_still_waiting(self, stub_folder: Path) -> None:
        port = find_free_port()
        with subprocess.Popen(
            [*gunicorn(), "stub:app"], cwd=stub_folder, env={**os.environ, "TONSAI_PORT": str(port)}
        ) as server:
            wait_for_port(port, server)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.read() == b"patched"
            with closing(socket.create_connection(("127.0.0.1", port))) as waiting:
                waiting.sendall(b"GET /for-ever HTTP/1.1\r\nHost: x\r\n\r\n")
                assert waiting.recv(100).startswith(b"HTTP/1.1 200")
                server.send_signal(signal.SIGTERM)
                # Graceful time is 3 s; the default would be 30.
                assert server.wait(timeout=10) == 0


class TestScreen:
    """The script that shows a page on a whole screen."""

    @pytest.mark.browser
    def test_it_opens_the_page_with_sound_allowed(self, tmp_path: Path) -> None:
        if CHROMIUM is None:
            pytest.skip("no Chromium")
        with page_server() as address:
            shown = run_screen(tmp_path, address, SCREEN_FLAGS="--headless=new --no-sandbox --dump-dom")
        assert shown.returncode == 0, shown.stderr
        assert "drawn, sound running" in shown.stdout
        assert (tmp_path / "profile").is_dir()

    @pytest.mark.browser
    def test_it_starts_after_a_power_cut_left_its_lock_behind(self, tmp_path: Path) -> None:
        if CHROMIUM is None:
            pytest.skip("no Chromium")
        profile = tmp_path / "profile"
        profile.mkdir()
        (profile / "SingletonLock").symlink_to("another-machine-4711")
        with page_server() as address:
            shown = run_screen(tmp_path, address, SCREEN_FLAGS="--headless=new --no-sandbox --dump-dom")
        assert "drawn" in shown.stdout

    def test_on_a_bare_display_it_asks_for_the_whole_screen_and_forbids_blanking(
        self, tmp_path: Path
    ) -> None:
        tools = tmp_path / "tools"
        tools.mkdir()
        told = tmp_path / "told"
        for name, says in (
            ("xrandr", "echo 'Screen 0: minimum 8 x 8, current 1360 x 768, maximum 32767 x 32767'"),
            ("xset", f'echo "xset $*" >> {told}; test "$1" != -dpms'),
            ("chromium", f'echo "chromium $*" >> {told}'),
        ):
            (tools / name).write_text(f"#!/bin/sh\n{says}\n")
            (tools / name).chmod(0o755)
        path = f"{tools}:{os.environ['PATH']}"
        shown = run_screen(tmp_path, "http://127.0.0.1/", PATH=path, CHROMIUM="chromium", DISPLAY=":9")
        assert shown.returncode == 0, shown.stderr
        said = told.read_text().splitlines()
        assert said[:3] == ["xset s off", "xset s noblank", "xset -dpms"]
        assert "--window-position=0,0 --window-size=1360,768 http://127.0.0.1/" in said[3]

    def test_it_says_what_it_wants_when_called_without_an_address(self, tmp_path: Path) -> None:
        asked = run_screen(tmp_path)
        assert asked.returncode != 0
        assert "usage: tonsai-screen ADDRESS" in asked.stderr

    def test_it_names_the_package_when_there_is_no_browser(self, tmp_path: Path) -> None:
        tools = tmp_path / "tools"
        tools.mkdir()
        asked = run_screen(tmp_path, "http://127.0.0.1/", PATH=str(tools), CHROMIUM="")
        assert asked.returncode == 1
        assert "apt-get install chromium" in asked.stderr


def run_screen(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the script as systemd would, with a profile of its own."""
    surroundings = {**os.environ, "SCREEN_PROFILE": str(folder / "profile"), "CHROMIUM": CHROMIUM or ""}
    return subprocess.run(
        ["/bin/sh", str(DEPLOY / "browser/tonsai-screen"), *arguments],
        env={**surroundings, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def page_server() -> Iterator[str]:
    """A page that says whether it may make a sound without having been touched."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                b"<!doctype html><body><script>"
                b"document.body.textContent = 'drawn, sound ' + new AudioContext().state</script>"
            )

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def upgrading_backend() -> Iterator[tuple[int, list[bytes]]]:
    """A server that agrees to any upgrade, keeps the request and answers in capitals."""
    seen: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        with closing(listening.accept()[0]) as peer:
            seen.append(peer.recv(10_000))
            peer.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
            )
            peer.sendall(peer.recv(100).upper())

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(10)
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield listening.getsockname()[1], seen
        thread.join(10)


def gunicorn() -> list[str]:
    """The program of this environment with the shipped configuration."""
    return [sys.executable, "-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py")]


@pytest.fixture
def stub_folder(tmp_path: Path) -> Path:
    """A folder with the smallest application: it says whether gevent is at work, or answers without end."""
    (tmp_path / "stub.py").write_text(
        "from gevent import monkey, sleep\n"
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    if environ['PATH_INFO'] == '/':\n"
        "        return [b'patched' if monkey.is_module_patched('socket') else b'plain']\n"
        "    return endless()\n"
        "def endless():\n"
        "    while True:\n"
        "        yield b'.'\n"
        "        sleep(0.1)\n"
    )
    return tmp_path
