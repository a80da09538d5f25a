"""What every page of the staff begins and ends with: who may open it, the turn in which they do something, and what the
address says was done."""

from __future__ import annotations

from collections.abc import Collection

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from shared.domain.errors import QueueError
from shared.store.turn import Action, Answer
from shared.web.access import Principal, require
from shared.web.deps import deps


def signed_in(permission: str) -> Principal | BaseResponse:
    """Return the person, or the way to the sign-in page for somebody who has not signed in."""
    try:
        return require(permission, face="console")
    except QueueError as error:
        if error.code == "auth.required" or not current_user.is_authenticated:
            return redirect(url_for("counter.show_sign_in", next=request.full_path.rstrip("?")))
        raise


def write(person: Principal, action: Action) -> Answer:
    """Do an action in a turn of the person's site; refusals come out as they are."""
    return deps().writer.run(person.site_id, action, now=deps().clock(), actor=person.actor)


def done_word(words: Collection[str]) -> str | None:
    """Return what the page before has done, as the address says it, if it is one of the known things."""
    told = request.args.get("done", "")
    return told if told in words else None
