"""`/settings/screens`: each hall screen's layout, shape, zone and distance, with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.hall.forms import SCREEN as FIELDS
from counter.hall.parts import DONE, MAY, SCREENS, pages, read_part, save_part
from counter.settings.fields import Choice, read_field
from shared.domain.errors import QueueError
from shared.domain.screens import INCHES, LAYOUTS, TURNS, read_screen
from shared.store.config import SiteConfig
from shared.store.models import Device, DeviceReport
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.languages import LANGUAGES
from shared.web.pages import page


@pages.get("/screens")
def show_screens() -> BaseResponse:
    """The hall screens that are paired."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    settings = _config(principal).settings
    rows = [{**row, "screen": read_screen(settings, row["id"])} for row in _devices(principal.site_id)]
    return page("counter/hall/screens.html", screens=rows, done=done_word(DONE), error=None)


@pages.get("/screens/<int:device_id>")
def show_screen(device_id: int) -> BaseResponse:
    """The form of one screen."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _form(principal, device_id, None)


@pages.post("/screens/<int:device_id>")
def save_screen(device_id: int) -> BaseResponse:
    """Set a screen up anew; it changes at once."""
    principal = require(MAY, face="console")
    known, _ = read_part(principal, SCREENS)
    try:
        _device(principal, device_id)
        lists = _lists(_config(principal))
        typed = {f.path: read_field(f, request.form, lists.get(f.choices, ())) for f in FIELDS}
        changed = save_part(
            principal, SCREENS, {**known, str(device_id): typed}, request.form.get("seen", "")
        )
    except QueueError as error:
        if error.code in ("not_found", "settings.unknown"):
            raise
        return _form(principal, device_id, error)
    return redirect(f"/settings/screens?done={'saved' if changed else 'same'}", 303)


def _form(principal: Principal, device_id: int, error: QueueError | None) -> BaseResponse:
    if error is not None:
        log_refusal(error.code)
    config = _config(principal)
    _, seen = read_part(principal, SCREENS)
    return page(
        "counter/hall/screen.html",
        STATUS[error.code] if error is not None else 200,
        device=_device(principal, device_id),
        fields=FIELDS,
        lists=_lists(config),
        value=asdict(read_screen(config.settings, device_id)),
        typed=request.form if error is not None else None,
        seen=seen,
        error=error,
        done=None,
    )


def _config(principal: Principal) -> SiteConfig:
    return deps().publisher.latest(principal.site_id).config


def _devices(site_id: int) -> list[dict[str, Any]]:
    with deps().engine.connect() as conn:
        rows = conn.execute(
            select(Device.id, Device.name, DeviceReport.width, DeviceReport.height)
            .outerjoin(DeviceReport, DeviceReport.device_id == Device.id)
            .where(Device.site_id == site_id, Device.kind == "display", Device.revoked_at.is_(None))
            .order_by(Device.name, Device.id)
        )
        return [dict(row._mapping) for row in rows]


def _device(principal: Principal, device_id: int) -> dict[str, Any]:
    found = [row for row in _devices(principal.site_id) if row["id"] == device_id]
    if not found:
        raise QueueError("not_found")
    return found[0]


def _lists(config: SiteConfig) -> dict[str, Sequence[Choice]]:
    """Return what each choice is from."""
    words = deps().languages

    def named(values: Sequence[str | int], key: str) -> list[Choice]:
        return [Choice(str(v), {code: words.text(f"{key}.{v}", code) for code in LANGUAGES}) for v in values]

    return {
        "layouts": named(LAYOUTS, "hall.layout"),
        "turns": named(TURNS, "hall.turn"),
        "inches": [Choice(str(n), dict.fromkeys(LANGUAGES, f"{n}″")) for n in INCHES],
        "zone_groups": [
            Choice(g.code, {c: f"{g.prefix} {g.name[c].replace('|', '')}" for c in LANGUAGES})
            for g in config.groups
        ],
        "zone_counters": [
            Choice(
                str(counter.number),
                {c: words.text("common.counter.number", c, number=counter.number) for c in LANGUAGES},
            )
            for counter in config.counters
        ],
    }
