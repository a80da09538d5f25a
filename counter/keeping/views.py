"""The page of the copies. It only looks: copies are made by the server itself, or by `tonsai backup`."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from shared.domain.hours import BANGKOK
from shared.domain.thai import Language, clock_time, short_date
from shared.keeping.runs import KeepingState, Run, list_runs, read_state
from shared.web.deps import deps
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("keeping", __name__, url_prefix="/settings/keeping")
RUNS = 20


@pages.get("")
def show() -> BaseResponse:
    """How old the copies are, whether one was tried, what the last chores came to, which version runs."""
    person = signed_in("keeping.read")
    if isinstance(person, BaseResponse):
        return person
    parts, language, now = deps(), cast("Language", current_language()), deps().clock()

    def work() -> tuple[KeepingState, list[Run]]:  # on a thread of its own, where there is no request
        with parts.engine.connect() as conn:
            return read_state(conn, parts.settings.data, now=now), list_runs(conn, limit=RUNS)

    def moment(at: datetime) -> str:
        local = at.astimezone(BANGKOK)
        return f"{short_date(local.date(), language)} · {clock_time(local, language)}"

    state, runs = parts.offload(work)
    return page(
        "counter/keeping/keeping.html",
        staff=person,
        state=state,
        runs=runs,
        moment=moment,
        embedded=parts.settings.is_sqlite,
    )
