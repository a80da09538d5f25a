"""The doors of the staff's pages: who may open one, and the way to the sign-in for somebody who has not."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from shared.domain.errors import QueueError
from shared.web.access import Principal, require


def signed_in(permission: str) -> Principal | BaseResponse:
    """Return the person, or the way to the sign-in page for somebody who has not signed in."""
    try:
        return require(permission, face="console")
    except QueueError as error:
        if error.code == "auth.required" or not current_user.is_authenticated:
            return redirect(url_for("counter.show_sign_in", next=request.full_path.rstrip("?")))
        raise
