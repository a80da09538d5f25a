"""What `tonsai doctor` says about printers: each by the name of its kiosk, how it is, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from deploy.findings import Finding
from shared.domain.printing import PRINTABLE, WATCHED, PrinterConfig, read_paper
from shared.paper.local import has_libusb
from shared.press.machines import PaperMachine
from shared.store.models import Device, Site
from shared.store.printers import printer_states

WHAT_TO_DO = {
    "paper_low": "paper is running low: have a roll at hand",
    "paper_out": "there is no paper: put in a roll, the printed side as the old one had it",
    "cover_open": "the cover is open: close it until it clicks",
    "offline": "it says it is off line: look for a light, press FEED, else switch it off and on",
    "silent": "it does not answer: is it switched on, is the cable in, is the address right?",
}
_AGENT_SILENT = (
    "nothing is heard of it: does `tonsai print-agent` run on its computer, is it chosen in the settings?"
)
_NO_LIBUSB = (
    "this computer has no libusb, so nothing on USB is reached: "
    "`sudo apt install libusb-1.0-0`, then start the server again"
)
Ask = Callable[[PrinterConfig], str]


def ask_printer(config: PrinterConfig) -> str:
    """Ask a printer itself how it is."""
    return PaperMachine(config).status()


def examine_printers(
    conn: Connection, *, served: bool, ask: Ask = ask_printer, usb: Callable[[], bool] = has_libusb
) -> Iterator[Finding]:
    """Yield a finding for each printer that was set up.

    A server that runs has asked within two seconds; without one the printer itself is asked. An agent can only be
    heard by a server. `usb` says whether this computer can reach USB at all.
    """
    for site_id, settings in conn.execute(select(Site.id, Site.settings).order_by(Site.id)).all():
        known = printer_states(conn, site_id)
        devices = conn.execute(
            select(Device.id, Device.name)
            .where(Device.site_id == site_id, Device.kind == "kiosk", Device.revoked_at.is_(None))
            .order_by(Device.id)
        )
        for device_id, name in devices.all():
            config = read_paper(settings).of(device_id)
            if config.way in WATCHED:
                state = _state(config, known.get(device_id), served=served, ask=ask)
                yield _judge(name, config, state, usb=config.way != "usb" or usb())
            elif config.way == "browser":
                yield Finding("printer", True, f"{name}: its browser prints, nobody can ask how it is")


def _state(config: PrinterConfig, known: tuple[str, int] | None, *, served: bool, ask: Ask) -> str | None:
    if served:
        return known[0] if known is not None else None
    if config.way == "agent":
        return "elsewhere"
    try:
        return ask(config)
    except ValueError:
        return "address"


def _judge(name: str, config: PrinterConfig, state: str | None, *, usb: bool) -> Finding:
    where = f"{name}: {config.way} {config.address}".rstrip()
    if state == "elsewhere":
        return Finding("printer", True, f"{where}: heard by the server only; start it and ask again")
    if state is None:
        return Finding("printer", False, f"{where}: not looked at yet; ask again in a few seconds")
    if state == "address":
        return Finding("printer", False, f"{where}: this is no address of a printer; set it anew")
    if state == "ready":
        return Finding("printer", True, f"{where}: ready")
    if (config.way, state) == ("usb", "silent") and not usb:
        return Finding("printer", False, f"{where}: {_NO_LIBUSB}")
    todo = _AGENT_SILENT if (config.way, state) == ("agent", "silent") else WHAT_TO_DO[state]
    return Finding("printer", state in PRINTABLE, f"{where}: {todo}")
