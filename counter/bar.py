"""The one header of all pages of staff: where a person may go, in which language, who they are."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_login import current_user

from counter.guide.pages import help_of
from shared.web.access import PROVINCE, Principal
from shared.web.deps import deps
from shared.web.security import current_language
from shared.web.words import office_words

HOME = {
    "clerk": "/console",
    "supervisor": "/overview",
    "executive": "/figures",
    "administrator": "/overview",
    "province": "/province",
}
"""Role → the page on which a person of that role begins."""

MAIN = {
    "overview": ("/overview", "page.overview"),
    "console": ("/console", "page.console"),
    "figures": ("/figures", "figures.read"),
}
"""What stands in the header itself: name → address and the right that the page there asks for."""

WAYS = {
    "announcements": ("/announcements", "announcement.make"),
    "day": ("/day-log", "chain.read"),
    "evidence": ("/evidence", "evidence.read"),
    "journal": ("/journal", "chain.read"),
    "ratings": ("/ratings", "rating.review"),
    "slips": ("/slips", "page.slips"),
    "late": ("/late", "late.write"),
    "copies": ("/settings/keeping", "keeping.read"),
    "settings": ("/settings", "settings.change"),
    "staff": ("/settings/staff", "staff.manage"),
    "devices": ("/settings/devices", "device.manage"),
    "printers": ("/settings/printers", "settings.change"),
}
"""Where the menu leads: name → address and the right that the page there asks for."""


@dataclass(frozen=True, slots=True)
class Way:
    """A place in the header. `word` is the key of its name."""

    name: str
    address: str
    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """What the header shows. `back` is where a change of language leads to."""

    person: Principal
    office: str
    home: str
    main: tuple[Way, ...]
    more: tuple[Way, ...]
    back: str
    help: str
    """The last part of the key of this page's help."""
    of_office: bool = True
    """False for who sees all offices and belongs to none."""

    @property
    def here(self) -> Way | None:
        """The place of the menu that one is at, None outside of it."""
        return next((way for way in self.more if way.here), None)


def staff_header() -> Bar | None:
    """Return the header of whoever is signed in, None for somebody who is not."""
    if not current_user.is_authenticated:
        return None
    person: Principal = current_user.principal
    name, of_office = deps().publisher.kept(person.site_id).board.office.name, person.role != PROVINCE
    path = request.path
    places = {address for address, _ in (MAIN | WAYS).values()}
    at = max((a for a in places if path == a or path.startswith(f"{a}/")), key=len, default="")
    return Bar(
        person=person,
        office=getattr(name, current_language()).replace("|", "")
        if of_office
        else office_words().text("sites.province", current_language()),
        of_office=of_office,
        home=HOME[person.role],
        main=_ways(MAIN, "counter.page", person, at),
        more=_ways(WAYS, "counter.menu", person, at),
        help=help_of(path),
        back=request.full_path.rstrip("?") if request.method == "GET" else at or HOME[person.role],
    )


def _ways(places: dict[str, tuple[str, str]], words: str, person: Principal, at: str) -> tuple[Way, ...]:
    return tuple(
        Way(name, address, f"{words}.{name}", address == at)
        for name, (address, right) in places.items()
        if person.may(right)
    )
