"""A printer that does what a test tells it to, and remembers every slip that came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from shared.domain.printing import PrinterConfig
from shared.press import worker
from shared.press.room import PrintRoom
from shared.press.worker import Bench, Worker
from shared.store.print_jobs import Job
from tests.office import Office

KIOSK = 1
"""The row id of the lobby kiosk: the first device of the cast."""
BASE = "http://tonsai.test"


class PowerCutError(BaseException):
    """The process is gone: nothing after this line happens."""


@dataclass
class Machine:
    """`out` are the job ids whose slip lies in the tray."""

    state: str = "ready"
    out: list[int] = field(default_factory=list)
    plan: Iterator[Callable[[Machine, Job], str]] | None = None
    """What happens to the slips to come, one after the other; without it all goes well."""
    found: str | None = None
    jobs: list[Job] = field(default_factory=list)
    """What it was asked to print."""

    def status(self) -> str:
        """Say how it is."""
        return self.state

    def print_slip(self, job: Job) -> str:
        """Print, or do what the plan says."""
        self.jobs.append(job)
        step = next(self.plan, None) if self.plan is not None else None
        return comes_out(self, job) if step is None else step(self, job)


def comes_out(machine: Machine, job: Job) -> str:
    """All goes well."""
    machine.out.append(job.id)
    return "printed"


def refuses(_machine: Machine, _job: Job) -> str:
    """Nothing was sent."""
    return "not_sent"


def falls_silent(machine: Machine, job: Job) -> str:
    """The slip came out, and nobody heard of it."""
    machine.out.append(job.id)
    return "unknown"


def swallows(_machine: Machine, _job: Job) -> str:
    """The slip was sent and did not come out, and nobody knows."""
    return "unknown"


def breaks(machine: Machine, job: Job) -> str:
    """A fault of our own after the slip came out."""
    machine.out.append(job.id)
    raise RuntimeError("nobody expected this")


def power_goes_before(_machine: Machine, _job: Job) -> str:
    """The power goes before the first dot."""
    raise PowerCutError


def power_goes_after(machine: Machine, job: Job) -> str:
    """The power goes when the slip has come out."""
    machine.out.append(job.id)
    raise PowerCutError


def set_printer(office: Office, device: int = KIOSK, *, late_s: int = 120, **config: object) -> None:
    """Set up how a device prints: the way `network`, if nothing else is said."""
    entry = {"way": "network", "address": "printer.test:9100", "width": 576, **config}
    office.set(paper={"printers": {str(device): entry}, "late_s": late_s})


def bench_of(office: Office) -> Bench:
    """Return what a worker needs, over an office of a test."""
    return Bench(office.engine, office.writer, office.clock, lambda _sites: None)


def worker_of(office: Office, machine: worker.Machine, *, late_s: int = 120) -> Worker:
    """Return the worker of the lobby kiosk's printer, as a fresh process would make it."""
    return Worker(bench_of(office), site_id=office.site_id, device_id=KIOSK, machine=machine, late_s=late_s)


def room_of(office: Office, machine: Machine) -> tuple[PrintRoom, list[PrinterConfig]]:
    """Return a print room in which every printer is `machine`, and the list of those it opened."""
    opened: list[PrinterConfig] = []

    def open_machine(config: PrinterConfig) -> Machine:
        opened.append(config)
        return machine

    return PrintRoom(bench_of(office), office.configs, open_machine=open_machine), opened
