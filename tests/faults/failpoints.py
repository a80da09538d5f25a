"""The machine stops between two statements of a turn: a child process kills itself there, its parent looks at the file.

The driver's own trace tells each statement as it begins, COMMIT included, whatever sent it; nothing of the program
knows of it. Children are forked, so that dozens die in a second.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.clockwork import Clock
from tests.office import Office, open_office

KILLED = -signal.SIGKILL


def die_at(
    number: int, file: Path, clock: Clock, deed: Callable[[Office], Any]
) -> tuple[Any, list[str]] | None:
    """Do a deed in a child that dies just before the statement with this number, counted from 1.

    Returns None when it died, else what the deed came to, and every statement that it sent.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live_until(number, file, clock, deed, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == KILLED:
        return None
    assert code == 0, said
    answer, sent = json.loads(said)
    return answer, sent


def _live_until(number: int, file: Path, clock: Clock, deed: Callable[[Office], Any], told: int) -> None:
    code = 1
    try:
        sent: list[str] = []

        def count(statement: str) -> None:
            sent.append(statement.split(None, 1)[0])
            if len(sent) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        with open_office(file, clock, first_token=1_000_000 + number * 10) as office:
            event.listen(
                office.engine, "connect", lambda connection, _record: connection.set_trace_callback(count)
            )
            answer = deed(office)
            if number == len(sent) + 1:  # everything is on the disk, and nobody was told yet
                os.kill(os.getpid(), signal.SIGKILL)
        os.write(told, json.dumps([answer, sent]).encode())
        code = 0
    except BaseException as error:
        os.write(told, repr(error).encode())
    finally:
        os._exit(code)
