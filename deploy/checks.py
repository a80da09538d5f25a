"""Everything that must hold before a change goes in, in the order of how quickly it says no.

Run by `./deploy/test` after set-up. Arguments go to pytest; with a selection of tests the other checks still
run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from deploy import machine, setup

BIN = setup.VENV / "bin"
SCRIPT_TESTS = setup.ROOT / "tests/js"
OURS = ("kiosk", "display", "counter", "shared", "deploy")
APART = "browser or faults"
ON_POSTGRES = {"TEST_DATABASE": "postgresql"}
"""Run on PostgreSQL what takes a database: each test once, as a parameter changes values and no statements."""
PART_ON_POSTGRES = [
    *(f"tests/{room}" for room in ("store", "kiosk", "live", "late", "keeping", "outreach", "sites")),
    *(
        f"tests/counter/test_{name}.py"
        for name in ("calling", "serving", "coming_back", "order", "rounds", "story")
    ),
    *(f"tests/evidence/{name}.py" for name in ("test_figures", "test_kept_sums", "report/test_postgres")),
    "tests/imports/test_tickets.py",
]
"""Where the statements are written; the rest are pages, forms and documents over those."""
WHOLE_ON_POSTGRES = "--postgresql-whole"
"""With this word: every test that takes a database, with every parameter."""
BY_FILE = ("--dist", "loadfile")
"""Each file on one process."""
NO_TESTS_COLLECTED = 5
ROOM_BYTES = 8 * 2**30
# What pytest ends with: "=== 3 passed, 1 skipped in 0.52s ===".
CLOSING = re.compile(r"\b(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?)\b")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TOOK = re.compile(r"\bin (\d+\.\d+)s\b")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "errors")


class Check(NamedTuple):
    """One question to the tree, and the command that answers it."""

    question: str
    command: Sequence[str | Path]


class Outcome(NamedTuple):
    """What one pytest run ended with."""

    code: int
    counts: Counter[str]
    seconds: float


def list_checks() -> list[Check]:
    """The quick checks, cheapest first."""
    # Named by its file: `tsc` on the PATH could be another version.
    compiler = setup.NODE_MODULES / "typescript/bin/tsc"
    node = setup.find_node()
    # File by file: from Node 22 on a folder after `--test` is taken for a script.
    script_tests = sorted(SCRIPT_TESTS.glob("*.test.mjs"))
    return [
        Check("is the code laid out by ruff", [BIN / "ruff", "format", "--check", "."]),
        Check("does ruff find nothing", [BIN / "ruff", "check", "."]),
        Check("does bandit find nothing", [BIN / "bandit", "-q", "-c", "pyproject.toml", "-r", *OURS]),
        Check("do the installed packages fit each other", [BIN / "python", "-m", "pip", "check"]),
        Check("do the Python types agree", [BIN / "mypy"]),
        Check("does nobody import what is not theirs", [BIN / "lint-imports"]),
        Check("are the generated files up to date", [BIN / "python", "-m", "deploy.generate", "--check"]),
        Check("do the types of the scripts agree", [node, compiler, "-p", "tsconfig.json"]),
        Check("do the scripts compute what they should", [node, "--test", *script_tests]),
    ]


def main(arguments: list[str]) -> int:
    """Ask all questions, one for each processor at a time, stop at the first no, then run the tests."""
    checks = list_checks()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for check, done in zip(checks, pool.map(ask, checks), strict=True):
            say(f"{check.question}?")
            sys.stdout.write(done.stdout)
            if done.returncode:
                say(f"STOPPED: {check.question}? No. To ask again: {show(check.command)}")
                pool.shutdown(cancel_futures=True)
                return done.returncode
    return run_tests(arguments)


def ask(check: Check) -> subprocess.CompletedProcess[str]:
    """Ask one question; what is said is kept, so that two do not talk at once."""
    return subprocess.run(
        check.command, cwd=setup.ROOT, stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def run_tests(arguments: list[str]) -> int:
    """The ordinary tests, those of the statements on PostgreSQL too, those in a browser, and what hurts processes and
    disks, of both each file on one process."""
    whole = WHOLE_ON_POSTGRES in arguments
    arguments = [argument for argument in arguments if argument != WHOLE_ON_POSTGRES]
    on_postgres = {"TEST_DATABASE": "postgresql-whole"} if whole else ON_POSTGRES
    runs: list[tuple[str, list[str], dict[str, str]]] = [
        ("ordinary tests", ["-n", "3", "-m", f"not ({APART})"], {}),
        ("tests on PostgreSQL", ["-n", "2", "-m", f"not ({APART} or sqlite)"], on_postgres),
        ("browser tests", ["-n", "4", *BY_FILE, "-m", "browser"], {}),
        ("fault tests", ["-n", "2", *BY_FILE, "-m", "faults"], {}),
    ]
    counts: Counter[str] = Counter()
    seconds = 0.0
    for name, scope, more in runs:
        say(f"{name}:")
        outcome = run_pytest([*scope, *(arguments or (PART_ON_POSTGRES if more and not whole else []))], more)
        counts += outcome.counts
        seconds += outcome.seconds
        # A selection may well have no test of one of the sorts.
        if outcome.code not in (0, NO_TESTS_COLLECTED):
            say(f"STOPPED: the {name} failed")
            sys.stdout.write(closing_line(counts, seconds))
            return outcome.code
    sys.stdout.write(closing_line(counts, seconds))
    return 0 if counts["passed"] else NO_TESTS_COLLECTED


def run_pytest(arguments: list[str], more: Mapping[str, str]) -> Outcome:
    """Run pytest with more of an environment, show its words as they come and keep the last ones."""
    command = [str(BIN / "python"), "-m", "pytest", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    last = ""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **quick_folder(), **more}
    with subprocess.Popen(
        command, cwd=setup.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment, text=True
    ) as running:
        for line in running.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line if line.strip() else last
    took = TOOK.search(COLOUR.sub("", last))
    return Outcome(running.returncode, count(last), float(took[1]) if took else 0.0)


def quick_folder() -> dict[str, str]:
    """Let the databases of the tests lie in memory where there is room for them: they wait for the disk at every turn.

    What a power cut leaves is proved by killing processes, which the disk does not notice either.
    """
    memory = Path("/dev/shm")  # noqa: S108  # nosec B108 (folders of their own are made in it)
    has_room = memory.is_dir() and shutil.disk_usage(memory).free >= ROOM_BYTES
    return {"TMPDIR": str(memory)} if has_room else {}


def count(line: str) -> Counter[str]:
    """Read the numbers of a closing line."""
    plural = {"error": "errors", "warning": "warnings"}
    return Counter(
        {plural.get(word, word): int(number) for number, word in CLOSING.findall(COLOUR.sub("", line))}
    )


def closing_line(counts: Counter[str], seconds: float) -> str:
    """All runs in one line of pytest's own form: who reads only the end must not see half of the tests."""
    # What one run leaves out another runs, so "deselected" would only mislead here.
    words = ", ".join(f"{counts[word]} {word}" for word in ORDER if counts[word] and word != "deselected")
    return f" {words or 'no tests ran'} in {seconds:.2f}s ".center(80, "=") + "\n"


def show(command: Sequence[str | Path]) -> str:
    """A command as a person would type it at the root of the tree."""
    return " ".join(str(part).removeprefix(f"{setup.ROOT}/") for part in command)


def say(sentence: str) -> None:
    """On the same stream as the checks themselves, so that order is kept in a log."""
    sys.stdout.write(f"--- {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    machine.demand_python(setup.LOWEST_PYTHON)
    sys.exit(main(sys.argv[1:]))
