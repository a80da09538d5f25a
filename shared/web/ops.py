"""For those who keep the machine: health, metrics, the description of the API."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, request
from flask_wtf.csrf import generate_csrf
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shared.domain.errors import QueueError
from shared.web.api import PREFIX, answer_json
from shared.web.deps import deps
from shared.web.health import Pulse
from shared.web.meters import House
from shared.web.openapi import describe
from shared.web.words import office_languages, office_words, office_words_version

ops = Blueprint("ops", __name__)


def register_ops(app: Flask) -> None:
    """Add the keepers' addresses."""
    app.extensions["tonsai_pulse"] = Pulse()
    app.register_blueprint(ops)


@ops.get(f"{PREFIX}/health")
def health() -> Response:
    """200 only when the database writes, the journal's head verifies and the clock is right."""
    found = current_app.extensions["tonsai_pulse"].feel()
    if found.failures:
        return answer_json({"status": "failing", "failures": found.failures, "codes": found.codes}, 503)
    return answer_json({"status": "ok", "version": deps().version})


@ops.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The description of this API."""
    return answer_json(describe(current_app._get_current_object()), conditional=True)  # type: ignore[attr-defined]


@ops.get("/fresh")
def fresh() -> Response:
    """What a page that has stood open for weeks needs anew: its CSRF token, and the version now served."""
    return answer_json({"csrf": generate_csrf(), "version": deps().version})


@ops.get("/words")
def words() -> Response:
    """The words of some domains as the office says them now, for a screen that stands open while they change."""
    found = office_words()
    wanted = request.args.get("domains", "").split(",")
    if not set(wanted) <= set(found.domains):
        raise QueueError("request.invalid", field="domains")
    return answer_json(
        {
            "words": office_words_version(),
            "languages": office_languages(),
            "messages": found.messages(wanted),
        }
    )


@ops.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics: what was counted since the start, and what is read now."""
    found = deps()
    house = CollectorRegistry()
    house.register(House(found))
    text = generate_latest(found.meters.registry) + generate_latest(house)
    return Response(text, content_type=CONTENT_TYPE_LATEST)
