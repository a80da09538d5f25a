"""An agent fetches a job and says how it ended. Actions run inside a turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import QueueError
from shared.domain.printing import PrinterConfig, read_paper
from shared.store.print_jobs import Job, claim_job, claimed_job, is_spent
from shared.store.turn import Turn


def printers_in(settings: Mapping[str, Any], agent: int) -> Mapping[int, PrinterConfig]:
    """Return the printers that an agent serves, by the kiosk they belong to."""
    return read_paper(settings).for_agent(agent)


def claim_of(agent: int, claim: str) -> str:
    """Return an agent's claim as jobs keep it: no agent can speak of another's job."""
    return f"{agent}:{claim}"


def fetch_job(turn: Turn, *, agent: int, claim: str) -> Job | None:
    """Claim the next job of the agent's kiosks. The same claim gives the same job as long as it is being printed.

    A claim whose job has ended is spent and finds nothing (`not_found`): a request that was under way for long must
    not fetch a slip nobody prints.
    """
    mine = claim_of(agent, claim)
    held = claimed_job(turn, mine)
    if held is not None:
        return held
    if is_spent(turn, mine):
        raise QueueError("not_found")
    late_s = read_paper(turn.config.settings).late_s
    kiosks = printers_in(turn.config.settings, agent)
    return claim_job(turn, kiosks, late_s=late_s, claim=mine)
