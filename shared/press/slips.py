"""From a claimed job to what stands on its slip: the ticket's own facts, the office's words as they are now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.printing import read_paper
from shared.domain.thai import Language
from shared.domain.tickets import label
from shared.paper.pictures import Picture
from shared.paper.samples import draw_test_slip
from shared.paper.slips import Slip, draw_surely
from shared.store.print_jobs import Job

log = logging.getLogger("tonsai.paper")
ReadFile = Callable[[str], bytes]
"""Returns the bytes that lie under a SHA-256, or refuses with a QueueError."""


def draw_job(job: Job, width: int, read_file: ReadFile | None = None) -> Picture:
    """Return the picture of a job's slip; a template of the office that fails is replaced by the built-in one.

    `read_file` brings the office's logo; without it, or when it is gone, a slip has none.
    """
    slip, template = make_slip(job), read_paper(job.config.settings).template
    if slip is None:
        kept = job.slip
        return draw_test_slip(
            width,
            language=kept["language"],
            device=kept["device"],
            address=kept["address"],
            at=moment(kept["at"]),
        )
    slip = replace(slip, logo=read_logo(job.config.settings, read_file))
    picture, error = draw_surely(slip, width, template)
    if error is not None:
        log.error("the office's template fails, the built-in one prints: %s", error)
    return picture


def read_logo(settings: Mapping[str, Any], read_file: ReadFile | None) -> bytes | None:
    """Return the logo that stands on slips, or None: none is kept, none is wanted, or its file is gone."""
    digest = settings["office"].get("logo")
    if digest is None or read_file is None or not read_paper(settings).logo:
        return None
    try:
        return read_file(digest)
    except QueueError:
        log.exception("the office's logo cannot be read")
        return None


def make_slip(job: Job) -> Slip | None:
    """Return what stands on a ticket's slip; None for a test print. Neither class nor service is on it."""
    ticket = job.ticket
    if ticket is None:
        return None
    language = cast("Language", ticket.language)
    office: Mapping[str, Any] = job.config.settings["office"]
    group = job.config.groups_by_id.get(ticket.first_group_id)
    names = group.name if group is not None else {"th": ticket.prefix, language: ticket.prefix}
    wait = job.slip["wait"]
    paper = read_paper(job.config.settings)
    return Slip(
        office=plain(office["name"]["th"]),
        number=label(ticket.prefix, ticket.number),
        language=language,
        group=names[language],
        group_thai=names["th"],
        at=moment(ticket.issued_at),
        ahead=None if job.copy else job.slip["ahead"],
        wait=None if wait is None or job.copy else (wait[0], wait[1]),
        bring=tuple(words[language] for words in group.documents) if group is not None else (),
        url=f"{job.slip['base']}/t/{ticket.token}",
        rule=plain(office["rule"][language]) if paper.rule else "",
        jawi=paper.jawi or None,
        marks=("reprint",) if job.copy else (),
    )


def plain(text: str) -> str:
    """Return a text without the marks at which a screen may break it."""
    return text.replace("|", "")
