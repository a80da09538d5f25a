"""From a press to the last byte at a printer, beside a bare python-escpos image of the same size; pace, and memory.

The printer is the emulator of tests/paper in a process of its own: it takes bytes as fast as they come, so what is
measured is the software. Ours draws the slip anew each time (another number, another code), asks the printer before
and after, and believes only its answer; the bare one sends a finished picture and asks nothing. Over HTTP a real
server takes the press of a kiosk, commits the ticket and prints: what a visitor waits for.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from escpos.printer import Network

from shared.paper.pictures import Picture
from shared.paper.printers import EscposPrinter, Printer, PrinterConfig, Waits, open_printer
from shared.paper.samples import sample_slip
from shared.paper.slips import draw
from tests.bench.servers import Server, serving
from tests.bench.tables import Table, number, percentile

SLIPS = 300
PRESSES = 50
"""Over HTTP, one after the other."""
REST_S = 1.6
"""Between two of them: each meets a printer that rests, as in a hall, and one kiosk gives at most forty a minute."""
MANY = 10_000
DRAWN_EVERY = 50
"""In the measurement of memory so many slips share a picture: to draw each would take a quarter of an hour."""
FEW = 100
SET_UP_S = 4.0
"""Until the print room knows a new printer and has seen that it is ready."""
WIDTH = 576
HEAD_MM_S = 250
"""How fast a quick receipt printer moves paper."""
PROFILE = "TM-T20II"


@dataclass
class Run:
    """Moments of the presses, of the returns, and of the knife; all by the machine's monotonic clock."""

    pressed: list[float] = field(default_factory=list)
    returned: list[float] = field(default_factory=list)
    cut: list[float] = field(default_factory=list)

    def to_cut_ms(self) -> list[float]:
        """Return press to last byte, slip by slip."""
        return [(at - press) * 1000 for press, at in zip(self.pressed, self.cut, strict=True)]

    def to_return_ms(self) -> list[float]:
        """Return press to the second answer."""
        return [(at - press) * 1000 for press, at in zip(self.pressed, self.returned, strict=True)]


def measure(*, quick: bool = False) -> list[Table]:
    """Return both tables. `--quick` prints few slips."""
    count, many, presses = (60, 400, 10) if quick else (SLIPS, MANY, PRESSES)
    picture = _slip(0)
    ours, bare = Run(), Run()
    # In turn, in small groups: whatever else the machine does then meets both.
    for _ in range(6):
        for run, make in ((bare, _bare_press(picture)), (ours, _our_press)):
            with _printer(count // 6 + 1) as (port, moments):
                press = make(port)
                press(0)
                for n in range(count // 6):
                    run.pressed.append(time.monotonic())
                    press(n)
                    run.returned.append(time.monotonic())
            run.cut += moments[1:]
    return [_pace(ours, bare, _over_http(presses), picture), _memory(many)]


def _over_http(presses: int) -> Run:
    """Press at the kiosk of a real server, whose printer is the emulator."""
    run = Run()
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder, serving(Path(folder)) as office:
        with _printer(presses + 1) as (port, moments):
            press = _kiosk(office, Path(folder) / "tonsai.db", port)
            for n in range(presses + 1):
                if n:
                    run.pressed.append(time.monotonic())
                press()
                if n:
                    run.returned.append(time.monotonic())
                time.sleep(REST_S)
        run.cut += moments[1:]
    return run


def _kiosk(office: Server, database: Path, printer: int) -> Callable[[], None]:
    """Pair a kiosk, set up its printer, open its page; return what a touch of a group sends."""
    secret = "the-kiosk-of-the-bench"
    with closing(sqlite3.connect(database)) as db, db:
        device = db.execute(
            "INSERT INTO device (site_id, kind, name, settings, token_hash, paired_at)"
            " VALUES (1, 'kiosk', 'Bench', '{}', ?, 0) RETURNING id",
            (hashlib.sha256(secret.encode()).hexdigest(),),
        ).fetchone()[0]
        settings = json.loads(db.execute("SELECT settings FROM site WHERE id = 1").fetchone()[0])
        entry = {"way": "network", "address": f"127.0.0.1:{printer}", "width": WIDTH}
        settings["paper"] = {"printers": {str(device): entry}}
        db.execute(
            "UPDATE site SET settings = ?, config_version = config_version + 1 WHERE id = 1",
            (json.dumps(settings),),
        )
    time.sleep(SET_UP_S)
    line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=20)
    cookie = f"tonsai_kiosk={secret}"
    line.request("GET", "/kiosk", headers={"Cookie": cookie})
    answer = line.getresponse()
    page = answer.read().decode()
    cookie += "; " + "; ".join(c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or [])
    csrf = json.loads(page.split('<script type="application/json" id="data">')[1].split("</script>")[0])[
        "csrf"
    ]
    headers = {"Cookie": cookie, "X-CSRF-Token": csrf, "X-Face": "kiosk", "Content-Type": "application/json"}

    def press() -> None:
        line.request("POST", "/api/v1/tickets", json.dumps({"group": "A"}), headers)
        given = line.getresponse()
        content = given.read()
        if given.status != 201:
            raise RuntimeError(f"no ticket: {given.status} {content[:200]!r}")

    return press


def _slip(n: int) -> Picture:
    plain = sample_slip("th")
    url = f"http://192.168.1.10:8080/t/{n:022d}"
    return draw(replace(plain, number=f"A{n % 1000:03d}", ahead=n % 40, url=url), WIDTH)


def _open(port: int) -> Printer:
    return open_printer(
        PrinterConfig(kind="network", address="127.0.0.1", port=port, width=WIDTH, model=PROFILE)
    )


def _our_press(port: int) -> Callable[[int], None]:
    printer = _open(port)

    def press(n: int) -> None:
        printer.print_picture(_slip(n))

    return press


def _bare_press(picture: Picture) -> Callable[[int], Callable[[int], None]]:
    image = picture.image()

    def make(port: int) -> Callable[[int], None]:
        def press(_: int) -> None:
            printer = Network("127.0.0.1", port, profile=PROFILE)
            printer.image(image)
            printer.cut(feed=False)
            printer.close()

        return press

    return make


@contextmanager
def _printer(slips: int) -> Iterator[tuple[int, list[float]]]:
    """Give the port of a printer in another process; the moments of its slips are there afterwards."""
    moments: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.paper_printer", str(WIDTH)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), moments
        process.stdin.write(f"{slips}\n")
        process.stdin.flush()
        moments += json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def _pace(ours: Run, bare: Run, pressed: Run, picture: Picture) -> Table:
    table = Table(
        "From a press to the last byte at the printer",
        (
            "what",
            "last byte p50 ms",
            "last byte p99 ms",
            "÷ bare p50",
            "÷ bare p99",
            "second answer p99 ms",
            "slips a minute",
        ),
    )
    base = bare.to_cut_ms()
    for name, run in (
        ("bare python-escpos image, finished beforehand", bare),
        ("**a slip: drawn, asked, sent, asked**", ours),
        ("**a press over HTTP: committed, then the same**", pressed),
    ):
        cut, back = run.to_cut_ms(), run.to_return_ms()
        p50, p99 = percentile(cut, 0.5), percentile(cut, 0.99)
        answer = number(percentile(back, 0.99), 1) if run is ours else "–"
        each = sum(back) / len(back) / 1000
        table.rows.append(
            (name, number(p50, 1), number(p99, 1), f"{p50 / percentile(base, 0.5):.2f}",
             f"{p99 / percentile(base, 0.99):.2f}", answer, "–" if run is pressed else number(60 / each))
        )  # fmt: skip
    told = pressed.to_return_ms()
    table.notes.append(
        f"{len(told)} presses over HTTP, one every {REST_S} s: the number is on the screen after p50"
        f" {percentile(told, 0.5):.1f} ms, p99 {percentile(told, 0.99):.1f} ms"
    )
    head = picture.height_mm / HEAD_MM_S
    table.notes.append(
        f"{len(base)} of each, in turn; {picture.width}×{picture.height} dots; a printer of {HEAD_MM_S} mm/s moves "
        f"{picture.height_mm:.0f} mm in {head:.2f} s: {60 / head:.0f} slips a minute at the very most"
    )
    return table


class _Instant:
    """A printer at the end of no line: it takes everything and answers at once that all is well.

    Ten thousand slips through a socket to the emulator would take most of an hour on a busy machine, and the memory of
    the emulator is not the question.
    """

    def __init__(self) -> None:
        self._answers = b""

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Answer questions and marks; pictures are forgotten."""
        if len(data) == 3:
            self._answers += b"\x12" if data[0] == 0x10 else b"\x00"

    def receive(self, within_s: float) -> bytes:
        """Give the answers that are there."""
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        """Nothing is open."""


def _memory(many: int) -> Table:
    table = Table("Memory of a process that prints", ("after", "resident MB"))
    config = PrinterConfig(kind="network", address="", width=WIDTH, model=PROFILE)
    printer, picture = EscposPrinter(config, _Instant, Waits()), _slip(0)
    for n in range(1, many + 1):
        if n % DRAWN_EVERY == 0:
            picture = _slip(n)
        printer.print_picture(picture)
        if n in (FEW, many):
            table.rows.append((f"{n:,} slips", number(_resident_mb(), 1)))
    table.notes.append(
        f"every {DRAWN_EVERY}th slip is drawn anew; all are made into bytes, asked for, sent and asked for again, to a"
        " printer that answers at once in the same process"
    )
    return table


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
