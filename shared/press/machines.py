"""A printer as a worker sees it: how it is, and the truth about a slip sent to it."""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.printing import NOT_SENT, PORT, PrinterConfig, split_address
from shared.paper import printers
from shared.paper.pictures import Picture
from shared.press.slips import draw_job
from shared.press.worker import log
from shared.store.offload import Offload, inline
from shared.store.print_jobs import Job


class PaperMachine:
    """A printer that this computer speaks to itself. `offload` keeps drawing and slow device files off the loop."""

    def __init__(
        self,
        config: PrinterConfig,
        offload: Offload = inline,
        draw: Callable[[Job, int], Picture] = draw_job,
    ) -> None:
        self._width = config.width
        self._draw = draw
        self._printer = printers.open_printer(paper_config(config))
        self._offload = offload
        # A socket waits in the event loop by itself; USB, serial ports and files would stop it.
        self._reach: Offload = inline if config.way == "network" else offload
        self.found: str | None = None

    def status(self) -> str:
        """Return how it is."""
        return str(self._reach(self._printer.status))

    def print_slip(self, job: Job) -> str:
        """Print; return `printed`, `not_sent`, `no_picture` (nothing came out, both) or `unknown`."""
        try:
            picture = self._offload(lambda: self._draw(job, self._width))
        except Exception:
            log.exception("the slip of job %s could not be drawn", job.id)
            return "no_picture"
        outcome, self.found = try_print(lambda: self._reach(lambda: self._printer.print_picture(picture)))
        return outcome


def try_print(send: Callable[[], object]) -> tuple[str, str]:
    """Return how a try to print ended, and how the printer was found then."""
    try:
        return "printed", str(send())
    except printers.PrinterError as error:
        log.warning("a slip is not known to be printed: %s", error)
        return "unknown" if error.maybe_printed else NOT_SENT, str(error.status)


def paper_config(config: PrinterConfig) -> printers.PrinterConfig:
    """Return what the library calls the same; a network address may end in `:port`."""
    host, port = split_address(config.address) if config.way == "network" else (config.address, PORT)
    return printers.PrinterConfig(
        kind=config.way, address=host, port=port, width=config.width, model=config.model, baud=config.baud
    )
