"""From a claimed job to what stands on its slip: the ticket's own facts, the office's words as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from shared.clock import moment
from shared.domain.printing import read_paper
from shared.domain.thai import Language
from shared.domain.tickets import label
from shared.paper.pictures import Picture
from shared.paper.samples import draw_test_slip
from shared.paper.slips import Slip, draw
from shared.paper.typesetting import TemplateError
from shared.store.print_jobs import Job


def draw_job(job: Job, width: int) -> Picture:
    """Return the picture of a job's slip; a template of the office that fails is replaced by the built-in one."""
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
    try:
        return draw(slip, width, template)
    except TemplateError:
        if template is None:
            raise
        return draw(slip, width)


def make_slip(job: Job) -> Slip | None:
    """Return what stands on a ticket's slip; None for a test print. Neither class nor service is on it."""
    ticket = job.ticket
    if ticket is None:
        return None
    language = cast("Language", ticket.language)
    office: Mapping[str, Mapping[str, str]] = job.config.settings["office"]
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
        rule=plain(office["rule"][language]),
        jawi=paper.jawi or None,
        marks=("reprint",) if job.copy else (),
    )


def plain(text: str) -> str:
    """Return a text without the marks at which a screen may break it."""
    return text.replace("|", "")
