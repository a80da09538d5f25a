"""Work in a process of its own, politely: a report for the mayor must not hold up a press in the hall.

Two threads of one interpreter hand it to and fro, so half a second of counting, or setting a document, beside the
server's loop doubles what a visitor waits. The server therefore asks another process (`python -m deploy.apart`):
started with the first question, one line of JSON in, one out. For figures it stays; for documents, which need much
memory, it ends with its answer. When it is gone or takes too long, the server does the work by itself.
"""

from __future__ import annotations

import base64
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO

import orjson
from gevent.monkey import get_original
from pydantic import TypeAdapter
from sqlalchemy import Engine

from shared.clock import iso
from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, figures_of_json
from shared.evidence.province import ROWS, SiteRow
from shared.evidence.reckoner import HallReckoner, Question
from shared.evidence.report.desk import Desk
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.rounds import FORMATS, Document, Format, Frozen
from shared.evidence.shelf import Shelf
from shared.settings import Settings
from shared.store.engine import open_engine
from shared.store.offload import Offload, inline
from shared.web.languages import Languages

log = logging.getLogger("tonsai.evidence")
POLITE = 10
"""As `nice` counts: everything in the hall comes first."""
LONGEST_S = 120
ALL_HANDLES = 65_536
AT_ONCE = 1 << 20
"""Bytes of an answer that are taken in one go; each further go would ask the interpreter's lock from the loop."""
Job = Mapping[str, Any]
QUESTION = TypeAdapter(Question)


class Apart:
    """Asks another process, one question at a time. `ask` blocks: call it where blocking holds up nobody."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {
            **os.environ, "TONSAI_DATA": str(settings.data), "TONSAI_DATABASE_URL": settings.database_url,
        }  # fmt: skip
        self._process: tuple[int, BinaryIO, BinaryIO] | None = None

    def ask(self, kind: str, **job: Any) -> bytes | None:
        """Return the answer to a job, JSON; None when there is nobody to ask. Raises what the work itself would."""
        try:
            told = self._exchange(orjson.dumps({**job, "kind": kind}))
        except OSError:
            log.exception("%s are made here: the process that does it is gone", kind)
            self.stop()
            return None
        status, body = told[:1], told[1:]
        if status == b"Q":
            refusal = orjson.loads(body)
            raise QueueError(refusal["code"], **refusal["details"])
        if status == b"V":
            raise ValueError(body.decode())
        return body

    @property
    def process(self) -> int | None:
        """The process id, while there is one."""
        return self._process[0] if self._process else None

    def stop(self) -> None:
        """Let the process end."""
        if self._process is not None:
            pid, asking, answering = self._process
            self._process = None
            for pipe in (asking, answering):
                with suppress(OSError):  # what was written to a process that is gone
                    pipe.close()
            with suppress(ChildProcessError):  # the loop's own watcher was quicker
                get_original("os", "waitpid")(pid, 0)

    def _exchange(self, line: bytes) -> bytes:
        if self._process is None:
            self._process = self._start()
        _, asking, answering = self._process
        asking.write(line + b"\n")
        asking.flush()
        told = answering.readline()
        if not told.endswith(b"\n"):
            raise BrokenPipeError("it ended without an answer")
        return told[:-1]

    def _start(self) -> tuple[int, BinaryIO, BinaryIO]:
        """Start it by the system's own call: under gevent `subprocess` belongs to the loop, and this is off it."""
        there_in, asking = os.pipe()
        answering, there_out = os.pipe()
        pid: int = get_original("os", "posix_spawn")(
            sys.executable,
            [sys.executable, "-m", "deploy.apart"],
            self._environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, there_in, 0), (os.POSIX_SPAWN_DUP2, there_out, 1)],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGALRM],
        )
        os.close(there_in)
        os.close(there_out)
        fcntl.fcntl(answering, fcntl.F_SETPIPE_SZ, AT_ONCE)
        return pid, os.fdopen(asking, "wb"), os.fdopen(answering, "rb", AT_ONCE)


class ReckonerApart(HallReckoner):
    """The reckoner that has another process count; `asking` is how it waits. By itself when that one is gone."""

    def __init__(
        self, settings: Settings, engine: Engine, shelf: Shelf, *, offload: Offload, asking: Offload
    ) -> None:
        super().__init__(engine, shelf, offload)
        self._apart = Apart(settings)
        self._asking = asking

    def figures(self, asked: Question) -> Figures:
        """Return the figures."""
        found = self._ask("figures", asked)
        return super().figures(asked) if found is None else figures_of_json(found)

    def said(self, asked: Question) -> bytes:
        """Return them as JSON for staff: the bytes of the other process, which nobody here reads."""
        found = self._ask("said", asked)
        return super().said(asked) if found is None else found

    def province(self, *, now: datetime, simulated: bool) -> tuple[SiteRow, ...]:
        """Return a row for every site of the installation."""
        found = self._asking(lambda: self._apart.ask("province", now=iso(now), simulated=simulated))
        return super().province(now=now, simulated=simulated) if found is None else ROWS.validate_json(found)

    @property
    def process(self) -> int | None:
        """The process id of who counts, while there is one."""
        return self._apart.process

    def stop(self) -> None:
        """Let the other process end."""
        self._apart.stop()

    def _ask(self, kind: str, asked: Question) -> bytes | None:
        return self._asking(lambda: self._apart.ask(kind, asked=QUESTION.dump_python(asked, mode="json")))


class ReporterApart(HallReporter):
    """The reporter whose documents are made by another process, one for each request, so that its memory goes with it.

    Called off the event loop, as every reporter.
    """

    def __init__(self, settings: Settings, shelf: Shelf, speech: Speech, desk: Desk) -> None:
        super().__init__(shelf, speech, desk)
        self._settings = settings

    def documents_of(
        self,
        frozen: Frozen,
        *,
        published: datetime | None = None,
        version: int = 0,
        base: str = "",
        formats: Sequence[Format] = FORMATS,
    ) -> Sequence[Document]:
        """Return the documents of a report; here, when the other process is gone."""
        apart = Apart(self._settings)
        try:
            found = apart.ask(
                "documents", frozen=frozen, published=iso(published) if published else None, version=version,
                base=base, formats=formats,
            )  # fmt: skip
        finally:
            apart.stop()
        if found is None:
            return super().documents_of(
                frozen, published=published, version=version, base=base, formats=formats
            )
        return [Document(name, form, base64.b64decode(body)) for name, form, body in orjson.loads(found)]


def answer(workshop: Mapping[str, Callable[[Job], Any]], line: bytes) -> bytes:
    """Return the line that answers a job: `F` and what was made, `Q` and a refusal, `V` and what was wrong."""
    job = orjson.loads(line)
    try:
        return b"F" + orjson.dumps(workshop[job["kind"]](job))
    except QueueError as refusal:
        return b"Q" + orjson.dumps({"code": refusal.code, "details": refusal.details})
    except ValueError as error:
        return b"V" + str(error).replace("\n", " ").encode()


def open_workshop(settings: Settings) -> Mapping[str, Callable[[Job], Any]]:
    """Return what can be asked for."""
    shelf = Shelf()
    reckoner = HallReckoner(open_engine(settings.database_url), shelf, inline)
    reporter = HallReporter(shelf, Speech(Languages()), Desk(settings.data))

    def figures(job: Job) -> Any:
        return reckoner.figures(QUESTION.validate_python(job["asked"])).as_json()

    def said(job: Job) -> Any:
        return orjson.Fragment(reckoner.said(QUESTION.validate_python(job["asked"])))

    def province(job: Job) -> Any:
        return reckoner.province(now=datetime.fromisoformat(job["now"]), simulated=job["simulated"])

    def documents(job: Job) -> Any:
        published = datetime.fromisoformat(job["published"]) if job["published"] else None
        made = reporter.documents_of(
            job["frozen"],
            published=published,
            version=job["version"],
            base=job["base"],
            formats=job["formats"],
        )
        return [[one.name, one.format, base64.b64encode(one.body).decode()] for one in made]

    return {"figures": figures, "said": said, "province": province, "documents": documents}


def main() -> None:
    """Answer until nobody asks any more."""
    os.closerange(
        3, ALL_HANDLES
    )  # the server's lock of the data folder among them: it must not outlive the server
    os.nice(POLITE)
    workshop = open_workshop(Settings.from_env(os.environ))
    while line := sys.stdin.buffer.readline():
        signal.alarm(LONGEST_S)
        sys.stdout.buffer.write(answer(workshop, line) + b"\n")
        sys.stdout.buffer.flush()
        signal.alarm(0)


if __name__ == "__main__":
    main()
