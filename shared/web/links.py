"""Addresses that leave the program: the phone page behind a ticket's QR."""

from __future__ import annotations

import ipaddress
import socket
from functools import cache
from io import BytesIO

import qrcode
from flask import request
from qrcode.image.svg import SvgPathFillImage

from shared.web.access import site_root
from shared.web.deps import deps


def phone_url(token: str) -> str:
    """Return the address of a ticket's phone page, as a phone on the LAN can reach it."""
    return page_url(f"/t/{token}")


def page_url(path: str) -> str:
    """Return the address of a page, as a phone on the LAN can reach it."""
    return f"{phone_base()}{path}"


def phone_base() -> str:
    """Return what the address of every page of this site begins with, as a phone can reach it."""
    base = deps().settings.base_url or lan_base(f"{request.scheme}://{request.host}")
    return f"{base}{site_root()}"


def lan_base(base: str) -> str:
    """Return `base` with the machine's LAN address in place of a loopback one, when it serves the LAN at all."""
    scheme, _, rest = base.partition("://")
    host, _, port = rest.partition(":")
    if host not in ("localhost", "127.0.0.1") or deps().settings.bind in ("localhost", "127.0.0.1"):
        return base
    address = lan_address()
    return (
        f"{scheme}://{address}:{port}" if address and port else f"{scheme}://{address}" if address else base
    )


@cache
def lan_address() -> str | None:
    """Return this machine's address on the LAN, or None without one. No packet is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(
                ("192.0.2.1", 9)
            )  # a documentation address: connecting UDP only picks the interface
            address: str = probe.getsockname()[0]
    except OSError:
        return None
    return None if ipaddress.ip_address(address).is_loopback else address


def qr_svg(text: str) -> bytes:
    """Return a QR code of `text` as SVG, quiet zone included."""
    image = qrcode.make(
        text, image_factory=SvgPathFillImage, border=2, error_correction=qrcode.constants.ERROR_CORRECT_M
    )
    out = BytesIO()
    image.save(out)
    return out.getvalue()
