"""The agent's part of the HTTP API: pairing, how its printer is, the next job, how that ended."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from kiosk.agent import actions, forms
from shared.domain.printing import read_paper
from shared.store.print_jobs import Job, end_job, open_devices
from shared.store.turn import Answer, Turn
from shared.web.access import default_site
from shared.web.api import Api, Call, Nothing
from shared.web.deps import deps
from shared.web.devices import begin_pairing, finish_pairing
from shared.web.security import limiter

api = Api("agent")
_PAIRING = limiter.limit("30/minute")


@api.add("POST", "/agent/pairings", allow="anybody", body=Nothing, answer=forms.PairingBegun, status=201)
@_PAIRING
def begin(call: Call) -> dict[str, Any]:
    """Get a six-digit code that an administrator confirms."""
    secret = secrets.token_urlsafe(24)
    return {"code": begin_pairing(default_site(), "agent", secret, call.now), "secret": secret}


@api.add(
    "POST", "/agent/pairings/claim", allow="anybody", body=forms.ClaimBody, answer=forms.PairingClaimed,
    refuses=("pairing.unknown",),
)  # fmt: skip
@_PAIRING
def claim(call: Call) -> dict[str, Any]:
    """Ask for the token; null until the code was confirmed."""
    return {"token": finish_pairing(call.body.secret, "agent", call.now)}


@api.add("POST", "/agent/printer", allow="agent.work", body=forms.StateBody, answer=forms.Served)
def say_state(call: Call) -> dict[str, Any]:
    """Say how the printer is: every two seconds, because an agent that says nothing is silent."""
    site_id, agent = call.principal.site_id, call.principal.id
    config = deps().publisher.kept(site_id).config
    kiosks = sorted(actions.printers_in(config.settings, agent))
    for kiosk in kiosks:
        deps().print_room.hear(site_id, kiosk, call.body.state)
    return {"kiosks": kiosks}


@api.add("POST", "/agent/jobs", allow="agent.work", body=forms.FetchBody, answer=forms.Fetched)
def fetch(call: Call) -> dict[str, Any]:
    """Fetch the next slip, waiting a while for one. The same claim gives the same slip again."""
    body: forms.FetchBody = call.body
    room = deps().print_room
    known = room.wakes
    job = _fetch(call, body.claim)
    if job is None and body.wait_s and room.wait(known, body.wait_s):
        job = _fetch(call, body.claim)
    return {"job": _draw(call, job, body.claim) if job is not None else None}


@api.add("POST", "/agent/jobs/<int:job_id>", allow="agent.work", body=forms.EndBody, answer=forms.Ended)
def end(call: Call, job_id: int) -> dict[str, Any]:
    """Say how a slip ended; may be said again."""
    return {"state": _end(call, job_id, call.body.claim, call.body.outcome)}


def _fetch(call: Call, claim: str) -> Job | None:
    agent, site_id, found = call.principal.id, call.principal.site_id, []
    kiosks = actions.printers_in(deps().publisher.kept(site_id).config.settings, agent)
    with deps().engine.connect() as conn:  # most askers go away with nothing: that needs no turn
        if not open_devices(conn, site_id) & set(kiosks):
            return None

    def act(turn: Turn) -> Answer:
        found.append(actions.fetch_job(turn, agent=agent, claim=claim))
        return {}

    deps().writer.run(site_id, act, now=deps().clock(), actor=call.principal.actor)
    return found[-1]


def _draw(call: Call, job: Job, claim: str) -> dict[str, Any] | None:
    """Return the slip as the agent gets it; a slip that cannot be drawn fails at once."""
    width = read_paper(job.config.settings).of(job.device_id).width
    picture = deps().print_room.draw(job, width)
    if picture is None:
        _end(call, job.id, claim, "no_picture")
        return None
    return {"id": job.id, "width": width, "picture": base64.b64encode(picture.png()).decode()}


def _end(call: Call, job_id: int, claim: str, outcome: str) -> str:
    mine = actions.claim_of(call.principal.id, claim)

    def act(turn: Turn) -> Answer:
        return {"state": end_job(turn, job_id, outcome, claim=mine).value}

    done = deps().writer.run(call.principal.site_id, act, now=deps().clock(), actor=call.principal.actor)
    deps().publisher.changed([call.principal.site_id])
    return str(done["state"])
