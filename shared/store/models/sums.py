"""What a past day counted, kept beside its rows; and the triggers that forget it when one of those rows changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, ForeignKey, LargeBinary, String, event, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class FigureSums(Base):
    """The counts of one past day or month. A row that is there is true: whoever changes what it counted takes it away.

    The database's own triggers do that, in the very turn of the change, so that no writer, of today or of later, can
    leave a wrong sum behind. What is missing is counted from the rows themselves and written anew in time.
    """

    __tablename__ = "figure_sums"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    span: Mapped[str] = mapped_column(String(10), primary_key=True)
    """A day `YYYY-MM-DD` or a month `YYYY-MM`."""
    mark: Mapped[str] = mapped_column(String(32))
    """By which form and which hours of the office it was counted; with another mark it is not used."""
    light: Mapped[bytes] = mapped_column(LargeBinary)
    """Counts of every unit, histograms of the whole office."""
    whole: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A day's histograms of every unit too; months have none, they are added up from their days."""


COUNTED = {
    "ticket": (
        "site_id, day, group_id, service_id, origin, state, klass, issued_at, called_at, started_at, finished_at, "
        "left_at, last_call_at, promise_high_s, first_group_id, issued_seq, called_seq, chosen_reason"
    ),
    "leg": "site_id, day, ticket_id, called_at",
    "late_ticket": "site_id, day, timed",
    "rating": (
        "site_id, day, score, process, staff, facility, channel, verified, group_id, service_id, department_id, "
        "origin, excluded_reason"
    ),
}
"""The columns that figures count, by table: a link that retention cuts or a comment is none of them.

What a unit on the road says of its tickets (`outreach_ticket`) is written with them, in the same turn, and never again.
"""


def list_triggers(dialect: str) -> list[str]:
    """Return the statements that make the triggers."""
    if dialect == "postgresql":
        return [
            _FORGET,
            *(_POSTGRES.format(table=table, columns=columns) for table, columns in COUNTED.items()),
        ]
    return [
        _SQLITE.format(table=table, name=name, event=when.format(columns=columns), days=days, site=site)
        for table, columns in COUNTED.items()
        for name, when, site, days in (
            ("new", "INSERT", "NEW.site_id", "NEW.day, substr(NEW.day, 1, 7)"),
            ("gone", "DELETE", "OLD.site_id", "OLD.day, substr(OLD.day, 1, 7)"),
            (
                "changed",
                "UPDATE OF {columns}",
                "NEW.site_id, OLD.site_id",
                "NEW.day, substr(NEW.day, 1, 7), OLD.day, substr(OLD.day, 1, 7)",
            ),
        )
    ]


_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_{name}_forgets_sums AFTER {event} ON {table} BEGIN "
    "DELETE FROM figure_sums WHERE site_id IN ({site}) AND span IN ({days}); END"
)
_FORGET = """
CREATE OR REPLACE FUNCTION forget_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM figure_sums WHERE site_id = OLD.site_id AND span IN (OLD.day, substr(OLD.day, 1, 7));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    DELETE FROM figure_sums WHERE site_id = NEW.site_id AND span IN (NEW.day, substr(NEW.day, 1, 7));
  END IF;
  RETURN NULL;
END $$
"""
_POSTGRES = (
    "CREATE OR REPLACE TRIGGER {table}_forgets_sums AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION forget_sums()"
)


@event.listens_for(Base.metadata, "after_create")
def _make_triggers(_metadata: Any, conn: Connection, **_how: Any) -> None:
    """Make them where the tables are made from the models; an installed office gets them from its migration."""
    for statement in list_triggers(conn.dialect.name):
        conn.execute(text(statement))
