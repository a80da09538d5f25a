"""A PostgreSQL of the tests' own: a cluster in a folder, reached by a socket in it, and a database for every test.

`TEST_DATABASE=postgresql` runs on it every test that takes a database (`tests/databases.py`), once;
`TEST_DATABASE=postgresql-whole` also with every parameter. Each process has its own cluster.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

ON_POSTGRES = os.environ.get("TEST_DATABASE") in ("postgresql", "postgresql-whole")
WHOLE = os.environ.get("TEST_DATABASE") == "postgresql-whole"
TEMPLATE = "template"
_SYSTEM_USER = "postgres"
_ROOT, _PREFIX = tempfile.gettempdir(), "tonsai-pg-"
_FOLDERS = "/usr/lib/postgresql"
_START_S = 60
_HANDED_OVER = "TEST_DATABASE_URL"
# The power is not cut in these tests: what they prove is that the program speaks PostgreSQL.
_SETTINGS = {
    "listen_addresses": "''", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "max_connections": "200", "shared_buffers": "64MB", "autovacuum": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "jit": "off", "max_parallel_workers_per_gather": "0",
}  # fmt: skip


def find_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, of the newest version that is installed."""
    found = sorted(Path(_FOLDERS).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name) or name


class Cluster:
    """A running PostgreSQL. Started as another user where we are root: it refuses to work for that one."""

    def __init__(self) -> None:
        _sweep()
        # A short path: the name of a socket has 107 letters at most.
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_ROOT))
        self._as: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self._folder, _SYSTEM_USER, _SYSTEM_USER)
            self._as = ["runuser", "-u", _SYSTEM_USER, "--"]
        self._folder.chmod(0o755)
        self.user = _SYSTEM_USER
        self._data = self._folder / "data"
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            self.user,
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        told = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        self._options = f"-k {self._folder} {told}"
        self.start()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        log = self._folder / "postgres.log"
        self._run(
            "pg_ctl", "-D", self._data, "-l", log, "-w", "-t", str(_START_S), "-o", self._options, "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is what a power cut leaves to recover, `fast` breaks every connection in good order."""
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it and throw it away."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://{self.user}@/{name}?host={quote(str(self._folder), safe='')}"

    def create(self, name: str, template: str = "template0") -> None:
        """Make a database, as a copy of another one that nobody has open."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Throw a database away, whoever still has it open."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """Open a connection that commits every statement by itself."""
        return psycopg.connect(host=str(self._folder), user=self.user, dbname=name, autocommit=True)

    def _execute(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as, find_program(program), *map(str, arguments)]
        # Not captured: the server inherits the pipe and would keep it open.
        said = self._folder / "commands.log"
        with said.open("ab") as log:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", timeout=120, check=False
            )
        assert done.returncode == 0, (program, said.read_text()[-2000:])


def _sweep() -> None:
    """Throw away what tests left behind that were killed: a server goes on without those who started it."""
    for folder in Path(_ROOT).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with contextlib.suppress(OSError, ValueError, IndexError):
                os.kill(int((folder / "data/postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


_cluster: list[Cluster] = []


def cluster() -> Cluster:
    """Return the process's cluster, started when it is first asked for."""
    if not _cluster:
        _cluster.append(Cluster())
    return _cluster[0]


def remove_cluster() -> None:
    """Throw the process's cluster away, if there is one."""
    if _cluster:
        _cluster.pop().remove()


def examples(count: int) -> int:
    """Return how many examples a property is tried with: on PostgreSQL a fifth, for the values were tried on SQLite."""
    return max(2, count // 5) if ON_POSTGRES and not WHOLE else count


lent: dict[Path, str] = {}
"""The paths that stand for a database with a name of its own."""


def name_of(path: Path) -> str:
    """Return the name of the database that stands for a file."""
    return lent.get(path) or f"t{hashlib.sha256(str(path).encode()).hexdigest()[:24]}"


def url_of(path: Path) -> str:
    """Return the address of the database of a path: its file, or the one in the cluster that stands for it."""
    if not ON_POSTGRES:
        return f"sqlite:///{path}"
    return os.environ.get(_HANDED_OVER) or cluster().url(name_of(path))


def environment_of(path: Path) -> dict[str, str]:
    """Return what a program's environment says of the database of a path, and of its data folder."""
    where = {"TONSAI_DATABASE_URL": url_of(path).replace("+psycopg", "")} if ON_POSTGRES else {}
    return {"TONSAI_DATA": str(path.parent), **where}


def hand_over(path: Path) -> dict[str, str]:
    """Return the environment in which another process of a test finds the database of a path."""
    return {**os.environ, _HANDED_OVER: url_of(path)}
