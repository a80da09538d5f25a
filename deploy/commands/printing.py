"""`tonsai print-agent`: prints for a server elsewhere."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

import click

from deploy.agent.memory import Memory, MemoryInUseError
from deploy.agent.server import Server
from deploy.agent.work import Agent
from shared.domain.printing import split_address
from shared.paper.printers import PrinterConfig
from shared.settings import Settings

_USB = re.compile(r"^(?:usb:)?([0-9a-fA-F]{4}:[0-9a-fA-F]{4})$")
_SERIAL = re.compile(r"^/dev/(tty|serial)")


@click.command("print-agent")
@click.option("--server", required=True, metavar="URL", help="Where the server is: http://192.168.1.10:8080")
@click.option(
    "--printer",
    required=True,
    metavar="WHERE",
    help="HOST or HOST:PORT of a network printer, VENDOR:PRODUCT of USB (04b8:0e15), or a device: /dev/usb/lp0",
)
@click.option(
    "--memory",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the agent's token; else print-agent.json in TONSAI_DATA. A second agent needs a second file.",
)
@click.option("--baud", type=click.IntRange(1200, 1_000_000), default=115_200, show_default=True,
              help="Speed of a serial port.")  # fmt: skip
def print_agent(server: str, printer: str, memory: Path | None, baud: int) -> None:
    """Print a kiosk's slips on a printer of this computer, for a server elsewhere.

    The first time it shows a code; an administrator confirms it like that of any device (`tonsai device confirm`) and
    chooses the agent in the settings as the printer of a kiosk. Runs until it is stopped, and goes on where it was
    after every restart, of the server's or its own: no slip is printed twice.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    try:
        config, away = read_printer(printer, baud), Server(server)
        kept = Memory(memory or Settings.from_env(os.environ).data / "print-agent.json")
    except (ValueError, MemoryInUseError) as error:
        raise click.ClickException(str(error)) from None
    try:
        Agent(away, kept, config, click.echo).run()
    finally:
        kept.close()


def read_printer(where: str, baud: int) -> PrinterConfig:
    """Return how to reach a printer; raises ValueError for what is no address."""
    if usb := _USB.match(where):
        return PrinterConfig(kind="usb", address=usb[1])
    if where.startswith("/"):
        return PrinterConfig(kind="serial" if _SERIAL.match(where) else "file", address=where, baud=baud)
    try:
        host, port = split_address(where)
    except ValueError:
        raise ValueError(f"{where} is no printer: HOST:PORT, VENDOR:PRODUCT or /dev/…") from None
    if not host or not 1 <= port <= 65535:
        raise ValueError(f"{where} is no printer: HOST:PORT, VENDOR:PRODUCT or /dev/…")
    return PrinterConfig(kind="network", address=host, port=port)
