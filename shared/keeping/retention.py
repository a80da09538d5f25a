"""What may not stay: links from ratings to tickets after a day, comments after the days the office decided.

Scores, verified marks and everything a figure counts stay; so figures of the past are the same before and after. The
journal never held either: `rating.given` says nothing about which ticket, and no entry has the words of a comment.
"""

from __future__ import annotations

from sqlalchemy import update

from shared.domain.keeping import Keeping
from shared.store.models import Rating
from shared.store.turn import Answer, Turn

LINK_S = 86_400
"""The link proves that a rating is verified and allows a correction within minutes; a day is the law's measure."""
DAY_S = 86_400


def apply_retention(turn: Turn, keeping: Keeping) -> Answer:
    """Cut links and delete comments of a site that were kept long enough; return how many of each."""
    of_site = Rating.site_id == turn.site_id
    links = turn.conn.execute(
        update(Rating)
        .where(of_site, Rating.ticket_id.is_not(None), Rating.at <= turn.seconds - LINK_S)
        .values(ticket_id=None)
    ).rowcount
    comments = turn.conn.execute(
        update(Rating)
        .where(of_site, Rating.comment.is_not(None), Rating.at <= turn.seconds - keeping.comment_days * DAY_S)
        .values(comment=None)
    ).rowcount
    if links or comments:
        turn.record("retention.applied", links=links, comments=comments)
    return {"links": links, "comments": comments}
