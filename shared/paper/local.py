"""Printers at this computer's own sockets: a serial port, a device file of the kernel, USB."""

from __future__ import annotations

import contextlib
import os
import select
import time
from typing import TYPE_CHECKING, Any

import serial
import usb.backend.libusb1
import usb.core
from escpos.exceptions import Error as EscposError
from escpos.printer import Serial, Usb

from shared.paper.lines import Line, LineError, LineStalledError

if TYPE_CHECKING:
    from shared.paper.printers import PrinterConfig

CHUNK = 4096


def has_libusb() -> bool:
    """True when this computer can reach printers on USB: pyusb speaks through libusb, a package of the system."""
    return usb.backend.libusb1.get_backend() is not None


def open_local_line(config: PrinterConfig, within_s: float) -> Line:
    """Open the device of a configuration; raise LineError when it is not there."""
    if config.kind == "serial":
        return SerialLine(config.address, config.baud, within_s)
    if config.kind == "usb":
        return UsbLine(config.address)
    return FileLine(config.address)


class FileLine:
    """A device file, such as /dev/usb/lp0. python-escpos opens it for writing only; answers need reading too."""

    def __init__(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise LineError(f"no printer at {path}: {error}") from error

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Write as the device takes it."""
        rest, end, total = memoryview(data), time.monotonic() + within_s, len(data)
        while rest:
            left = min(pause_s, end - time.monotonic())
            if left <= 0 or not select.select([], [self._file], [], left)[1]:
                raise LineStalledError("the printer takes no more", total - len(rest))
            try:
                rest = rest[os.write(self._file, rest[:CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise LineError(f"the device failed: {error}", total - len(rest)) from error

    def receive(self, within_s: float) -> bytes:
        """Read what is there, or wait for it."""
        try:
            if not select.select([self._file], [], [], max(within_s, 0))[0]:
                return b""
            return os.read(self._file, 256)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineError(f"the device failed: {error}") from error

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


class SerialLine:
    """A serial port, opened by python-escpos with hardware flow control."""

    def __init__(self, path: str, baud: int, within_s: float) -> None:
        self._opened = Serial(devfile=path, baudrate=baud, timeout=within_s)
        try:
            self._opened.open()
        except EscposError as error:
            raise LineError(str(error)) from error
        self._port: serial.Serial = self._opened.device

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Write as the port takes it."""
        sent, end = 0, time.monotonic() + within_s
        self._port.write_timeout = pause_s
        try:
            while sent < len(data):
                if time.monotonic() > end:
                    raise LineStalledError("the printer takes the picture too slowly", sent)
                sent += self._port.write(data[sent : sent + CHUNK]) or 0
        except serial.SerialTimeoutException as error:
            raise LineStalledError("the printer takes no more", sent or 1) from error
        except serial.SerialException as error:
            raise LineError(f"the port failed: {error}", sent) from error

    def receive(self, within_s: float) -> bytes:
        """Read what is there, or wait for the first byte."""
        try:
            self._port.timeout = within_s
            first = self._port.read(1)
            return bytes(first + self._port.read(self._port.in_waiting)) if first else b""
        except (serial.SerialException, OSError) as error:
            raise LineError(f"the port failed: {error}") from error

    def close(self) -> None:
        """Close the port without waiting for what it still holds."""
        with contextlib.suppress(OSError):
            self._port.close()


class UsbLine:
    """A USB printer by vendor and product, found and freed from the kernel's own driver by python-escpos."""

    def __init__(self, address: str) -> None:
        try:
            vendor, product = (int(part, 16) for part in address.split(":"))
            self._opened = Usb(vendor, product)
            self._opened.open()
        except (ValueError, EscposError, usb.core.NoBackendError) as error:
            raise LineError(f"no USB printer {address}: {error}") from error
        self._device: Any = self._opened.device
        self._in, self._out = _endpoints(self._device)

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Write piece by piece, each within the pause."""
        sent, end = 0, time.monotonic() + within_s
        try:
            while sent < len(data):
                if time.monotonic() > end:
                    raise LineStalledError("the printer takes the picture too slowly", sent)
                sent += self._device.write(self._out, data[sent : sent + CHUNK], int(pause_s * 1000))
        except usb.core.USBTimeoutError as error:
            raise LineStalledError("the printer takes no more", sent or 1) from error
        except usb.core.USBError as error:
            raise LineError(f"the device failed: {error}", sent) from error

    def receive(self, within_s: float) -> bytes:
        """Read what is there, or wait for it; zero would mean for ever."""
        try:
            return bytes(self._device.read(self._in, 64, max(int(within_s * 1000), 1)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise LineError(f"the device failed: {error}") from error

    def close(self) -> None:
        """Give the device back."""
        self._opened.close()


def _endpoints(device: Any) -> tuple[int, int]:
    """Return the addresses of the bulk endpoints; the usual ones where the device does not say."""
    found = {True: 0x82, False: 0x01}
    for interface in device.get_active_configuration():
        for endpoint in interface:
            if endpoint.bmAttributes & 3 == 2:
                found[bool(endpoint.bEndpointAddress & 0x80)] = endpoint.bEndpointAddress
    return found[True], found[False]
