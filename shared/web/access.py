"""Who asks, and what they may do. Nothing is allowed that this table does not allow.

A browser may hold several cookies at once (a kiosk and a signed-in person in a demo); each page says with `X-Face`
which face is acting. Without it the first identity that may do the thing does it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from flask import g, request
from flask_login import current_user
from sqlalchemy import Connection, bindparam, func, select

from shared.domain.errors import QueueError
from shared.store.models import Counter, Device, Site, Token
from shared.store.prepared import Prepared
from shared.web.deps import deps
from shared.web.sites import came_from_elsewhere, home_site, is_elsewhere, keep_to, named_site

_SCREENS = {"device:kiosk", "device:tablet", "device:display"}
_STAFF = {"staff:clerk", "staff:supervisor", "staff:executive", "staff:administrator"}
_PROGRAMS = {"token:kiosk", "token:counter", "token:screen", "token:admin"}
_DESKS = {"staff:clerk", "staff:supervisor", "staff:administrator", "token:counter", "token:admin"}
_HEADS = {"staff:supervisor", "staff:executive", "staff:administrator", "token:admin"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "anybody": frozenset(
        {"visitor", "holder", "device:agent", "staff:province"} | _SCREENS | _STAFF | _PROGRAMS
    ),
    "ticket.issue": frozenset({"device:kiosk", "token:kiosk", "token:admin"}),
    "rating.give": frozenset({"device:kiosk", "device:tablet", "token:kiosk", "token:admin", "holder"}),
    "rating.review": frozenset({"staff:supervisor", "staff:executive", "staff:administrator"}),
    "rating.exclude": frozenset({"staff:supervisor", "staff:administrator"}),
    "rating.list": frozenset({"device:kiosk", "device:tablet", "token:kiosk", "token:admin"}),
    "slip.take": frozenset({"device:kiosk"}),
    "slip.reprint": frozenset(_DESKS),
    "agent.work": frozenset({"device:agent"}),
    "help.ask": frozenset({"device:kiosk", "token:kiosk", "token:admin"}),
    "help.answer": frozenset(_DESKS),
    "board.read": frozenset(_SCREENS | _STAFF | _PROGRAMS),
    "board.follow": frozenset({"holder"} | _SCREENS | _STAFF | _PROGRAMS),
    "desk.read": frozenset(_STAFF | {"token:counter", "token:admin"}),
    "counter.work": frozenset(_DESKS),
    "group.manage": frozenset({"staff:supervisor", "staff:administrator", "token:admin"}),
    "announcement.make": frozenset({"staff:supervisor", "staff:administrator"}),
    "note.write": frozenset({"staff:supervisor", "staff:administrator"}),
    "alert.take": frozenset({"staff:supervisor", "staff:administrator", "token:admin"}),
    "figures.read": frozenset(_HEADS),
    "chain.read": frozenset({"staff:supervisor", "staff:executive", "staff:administrator"}),
    "personal.export": frozenset({"staff:administrator"}),
    "keeping.read": frozenset({"staff:supervisor", "staff:administrator"}),
    "chain.names": frozenset({"staff:supervisor", "staff:administrator"}),
    "evidence.read": frozenset(_STAFF | {"token:admin"}),
    "evidence.write": frozenset({"staff:clerk", "staff:supervisor", "staff:administrator", "token:admin"}),
    "evidence.withdraw": frozenset({"staff:supervisor", "staff:administrator", "token:admin"}),
    "measure.change": frozenset({"staff:administrator", "token:admin"}),
    "report.draft": frozenset({"staff:supervisor", "staff:administrator", "token:admin"}),
    "report.approve": frozenset({"staff:executive"}),
    "report.publish": frozenset({"staff:administrator", "token:admin"}),
    "device.manage": frozenset({"staff:administrator", "token:admin"}),
    "device.report": frozenset(_SCREENS),
    "staff.manage": frozenset({"staff:administrator"}),
    "settings.change": frozenset({"staff:administrator"}),
    "past.import": frozenset({"staff:administrator"}),
    "account.own": frozenset(_STAFF | {"staff:province"}),
    "province.read": frozenset({"staff:province"}),
    "page.kiosk": frozenset({"device:kiosk"}),
    "page.tablet": frozenset({"device:tablet"}),
    "page.display": frozenset({"device:display"}),
    "page.console": frozenset({"staff:clerk", "staff:supervisor", "staff:administrator"}),
    "page.slips": frozenset({"staff:clerk", "staff:supervisor", "staff:administrator"}),
    # Who served by hand holds the list, and that is the clerk; nothing is taken away by it, and the journal keeps who.
    "late.write": frozenset({"staff:clerk", "staff:supervisor", "staff:administrator"}),
    # That takes something away.
    "late.withdraw": frozenset({"staff:supervisor", "staff:administrator"}),
    "page.overview": frozenset({"staff:supervisor", "staff:executive", "staff:administrator"}),
}
"""Permission → the subjects that have it."""

LONGEST_TOKEN = 32
"""Of a ticket, as its column."""
PROVINCE = "province"
"""The role of who sees the figures of all sites and does nothing; made on the command line, no office's staff."""
STAFF_ROLES = ("clerk", "supervisor", "executive", "administrator")
DEVICE_KINDS = ("kiosk", "display", "tablet")
_PROGRAM = Prepared(
    select(Token.id, Token.site_id, Token.role, Token.counter, Token.name).where(
        Token.token_hash == bindparam("hash"), Token.revoked_at.is_(None)
    )
)
_DEVICE = Prepared(
    select(Device.id, Device.site_id, Device.name, Counter.number)
    .outerjoin(Counter, Counter.id == Device.counter_id)
    .where(
        Device.token_hash == bindparam("hash"),
        Device.kind == bindparam("kind"),
        Device.revoked_at.is_(None),
    )
)
_SITES = Prepared(select(func.min(Site.id), func.max(Site.id)))
_FACES = {"kiosk": "device:kiosk", "tablet": "device:tablet", "display": "device:display", "phone": "holder"}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks. `subject` is `kind:role`; `counter` binds a tablet or a program to one counter."""

    subject: str
    site_id: int
    id: int = 0
    name: str = ""
    counter: int | None = None
    role: str = ""

    @property
    def actor(self) -> str:
        """The name in the journal: `staff:5`, `device:2`, `token:3`, `visitor`."""
        kind = self.subject.split(":")[0]
        return f"{kind}:{self.id}" if self.id else "visitor"

    def may(self, permission: str) -> bool:
        """True when the table allows it."""
        return self.subject in PERMISSIONS[permission]


def hashed(secret: str) -> str:
    """Return the form in which a random token is kept (SHA-256; tokens have 128 random bits or more)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device_cookie(kind: str) -> str:
    """Return the cookie's name for a kind of device."""
    return f"tonsai_{kind}"


def require(permission: str, *, face: str | None = None) -> Principal:
    """Return the identity that may do this; refuse with `auth.required`, `auth.forbidden` or `site.other`."""
    wanted = _FACES.get(face or request.headers.get("X-Face", ""))
    found = list(principals())
    for principal in found:
        if principal.may(permission) and (wanted is None or principal.subject == wanted):
            return _noted(principal)
    for principal in found:
        if principal.may(permission) and wanted is None:
            return _noted(principal)
    known = any(p.subject not in ("visitor", "holder") for p in found)
    if not known and came_from_elsewhere():
        raise QueueError("site.other")
    raise QueueError("auth.forbidden" if known else "auth.required")


def _noted(principal: Principal) -> Principal:
    """Remember whose request this is: what it asks for beside belongs to the same site."""
    if principal.site_id:
        g.asker_site = principal.site_id
    return principal


def principals() -> Iterator[Principal]:
    """Yield every identity of the request: the program's token, or the browser's devices and person, then a visitor."""
    header = request.headers.get("Authorization", "")
    if header:
        yield find_bearer(header.removeprefix("Bearer ").strip())
        return
    if "HTTP_COOKIE" in request.environ:
        yield from browser_identities()
    site_id = site_or_none()
    yield Principal("holder", site_id)
    yield Principal("visitor", site_id)


def browser_identities() -> Iterator[Principal]:
    """Yield the devices and the person of a browser, as far as they belong to the site of the address."""
    with deps().engine.connect() as conn:
        for kind in DEVICE_KINDS:
            secret = request.cookies.get(device_cookie(kind))
            device = find_device(conn, kind, secret) if secret else None
            if device is not None:
                yield device
    if current_user.is_authenticated:
        yield current_user.principal


def find_bearer(secret: str) -> Principal:
    """Return a program or a print agent by its bearer token; refuse with `auth.wrong`."""
    try:
        return find_program(secret)
    except QueueError:
        with deps().engine.connect() as conn:
            agent = find_device(conn, "agent", secret)
        if agent is None:
            if came_from_elsewhere():
                raise QueueError("site.other") from None
            raise
        return agent


def find_program(secret: str) -> Principal:
    """Return a program by its bearer token; refuse with `auth.wrong`, at another site's address with `site.other`."""
    row = _PROGRAM.ask(deps().engine, {"hash": hashed(secret)})
    if row is None:
        raise QueueError("auth.wrong")
    token_id, site_id, role, counter, name = row
    keep_to(site_id)
    return Principal(f"token:{role}", site_id, token_id, name, counter, role)


def find_device(conn: Connection, kind: str, secret: str) -> Principal | None:
    """Return a paired device by its cookie, or None when it is unknown, was shut out or is another site's."""
    row = _DEVICE.first(conn, {"hash": hashed(secret), "kind": kind})
    if row is None:
        return None
    device_id, site_id, name, counter = row
    if is_elsewhere(site_id):
        return None
    return Principal(f"device:{kind}", site_id, device_id, name, counter, kind)


def find_holder(token: str) -> Principal | None:
    """Return the holder of a ticket by its public token, or None; refuse with `site.other` at another's address."""
    if len(token) > LONGEST_TOKEN or not token.isprintable():
        return None  # nobody's, and PostgreSQL takes no NUL in a text
    site_id = deps().holders.site_of(token)
    if site_id is None:
        return None
    keep_to(site_id)
    return _noted(Principal("holder", site_id))


def default_site() -> int:
    """Return the site of a page for everybody: the one its address names, of whom is known here, or the only one.

    0 while there is none. Refuses with `site.unnamed` where there are several and nothing tells which.
    """
    named = named_site()
    if named is not None:
        return named
    first, last = _sites()
    if first == last:
        return first
    found = g.get("asker_site") or next((who.site_id for who in _known()), None) or home_site()
    if found is None:
        raise QueueError("site.unnamed")
    g.asker_site = found
    return int(found)


def site_or_none() -> int:
    """Return the site of the request, 0 where nothing tells which: for what has to be shown anyhow."""
    try:
        return default_site()
    except QueueError:
        return 0


def first_site() -> int:
    """Return the site that was made first, 0 while there is none: the one that looks after the machine."""
    return _sites()[0]


def site_root() -> str:
    """Return what comes before every way of the request's site: nothing where no other site is served."""
    if request.script_root:
        return request.script_root
    first, last = _sites()
    site_id = first if first == last else site_or_none()
    if first == last or not site_id or site_id == home_site():
        return ""
    return f"/s/{deps().publisher.kept(site_id).config.code}"


def _known() -> Iterator[Principal]:
    if request.headers.get("Authorization"):
        with suppress(QueueError):
            yield next(principals())
        return
    yield from browser_identities()


def _sites() -> tuple[int, int]:
    """Return the first and the last site; zeros while there is none."""
    if "sites" not in g:
        row = _SITES.ask(deps().engine, {}) or (None, None)
        g.sites = (row[0] or 0, row[1] or 0)
    found: tuple[int, int] = g.sites
    return found
