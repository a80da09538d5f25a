"""Whose site a ticket's token belongs to, known by heart: a token never moves to another one.

After a restart thousands of phones come back in the same second. The first question reads the tokens of every site's
open day at once, so that the others need no database.
"""

from __future__ import annotations

from sqlalchemy import Engine, bindparam, literal_column, select

from shared.store.models import Site, Ticket
from shared.store.prepared import Prepared

READ_AT_ONCE = 20_000
MOST = 100_000
"""Tokens that are kept; then it begins anew."""
_ONE = Prepared(select(Ticket.site_id).where(Ticket.token == bindparam("token")))
_TODAY = Prepared(
    select(Ticket.token, Ticket.site_id)
    .join(Site, (Site.id == Ticket.site_id) & (Site.day == Ticket.day))
    .limit(literal_column(str(READ_AT_ONCE)))
)


class Holders:
    """Answers for each token which site gave it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, int] | None = None

    def site_of(self, token: str) -> int | None:
        """Return the site of a ticket by its token, or None when nobody has it."""
        known = self._known
        if known is None or len(known) > MOST:
            with self._engine.connect() as conn:
                known = self._known = dict(_TODAY.all(conn, {}))
        if token not in known:
            row = _ONE.ask(self._engine, {"token": token})
            if row is None:
                return None
            known[token] = row[0]
        return known[token]
