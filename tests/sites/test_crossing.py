"""Nothing of one site is read or changed from another, whoever asks and whatever identifier they know.

The routes come from the application itself: a new one is tried from its first day, and one with an identifier that is
not known here fails until somebody says what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from shared.web.access import PERMISSIONS
from shared.web.api import Api, Endpoint
from tests.sites.twins import DAY, ROLES, YEAR, Twins
from tests.web.test_routes import DOORS, OPEN

PATHS = {
    "staff_id": "staff_id", "device_id": "device_id", "device": "device", "digest": "digest", "entry": "entry",
    "file": "file", "document": "document", "announcement": "announcement", "note": "note", "address": "address",
    "job_id": "job_id", "rating_id": "rating_id", "notice_id": "notice_id", "list_id": "list",
}  # fmt: skip
"""Places in a path that name a row of one site → which of the other site's identifiers is put there."""
SAME = {
    "year": YEAR, "kind": "annual", "language": "th", "role": "clerk", "form": "json", "number": 1, "code": "tax",
    "name": "group", "row": "tax", "key": "kiosk.home.title", "step": "office", "seq": 2,
}  # fmt: skip
"""Places that mean the same at every site: a person of the first site only ever gets their own by them."""
FIELDS = {
    "ticket": "token", "token": "token", "secret": "secret", "claim": "claim", "code": "pairing", "person": "staff_id",
    "staff": "staff_id", "device": "device", "agent": "agent", "exclusion": "exclusion", "report": "report",
    "digest": "report_digest", "source": "source", "first": "first", "last": "last", "list": "list",
    "sha256": "sha256", "username": "username", "counter": "counter", "group": "group", "groups": "group",
    "service": "service", "department": "group", "subject": "subject", "number": "ticket_number", "id": "rating_id",
}  # fmt: skip
"""Fields of a form, a query or a body that name something."""
PLAIN = {
    "name": "Somebody", "role": "clerk", "reason": "other", "note": "a note", "text": "a text", "day": DAY, "was": DAY,
    "year": str(YEAR), "measure": "0", "version": "1", "looked": "1", "kind": "tickets", "score": 4, "comment": "none",
    "password": "a-long-password", "again": "a-long-password", "now": "a-long-password", "pin": "495162",
    "language": "th", "minutes": 5, "width": "576", "at": "02:00", "path": "/nowhere", "wish": "save", "state": "ready",
    "outcome": "printed", "round": "annual", "caption": "a caption", "step": "1", "priority": False,
    "take_over": False, "sound": "on", "height": 1, "category": "work", "typed": "a", "wait_s": 0, "counter": 1,
}  # fmt: skip
"""Fields that name nothing: a value with which the action is really tried. What is in neither table is sent empty."""
KNOWN_EMPTY = re.compile(
    r"(name|title|text|own|short|label|line|rule|words|office|address|doc|welcome|memo|hours|lunch|report|paper|voice|"
    r"ask|alert|said|kiosk|figure|signer|percent|loud|day|from|until|first|last|starts|ends|opens|closes)\w*|"
    r"csrf_token|lang|next|done|seen|up|again|small|person|counter|from|to|domain|q|mm|sure|files|file|logo|template|"
    r"called|card|finished|issued|klass|agreed|gender|month|speaker|stops|about|before|step-\w+|figure-\S+|"
    r"create_missing|list|back|layout|rotate|overscan|inches|distance_m|notices|domains|sent|saved|added|raya|chinese|"
    r"simulated|th|ms|en|reset|go|late_s|way|model|baud|jawi|ticket_\w+|url|reference|whole|department|what|token"
)
OF_PAGES = {"lang", "done", "next"}
"""In the query of any page; no form has them."""
LAST = ("/account/end", "/sign-out", "/account/password")
"""They end the asker's own session."""


SUBJECTS = (
    *(f"staff:{role}" for role in ROLES.values()), "device:kiosk", "device:tablet", "device:display", "device:agent",
    "token:kiosk", "token:counter", "token:screen", "token:admin", "visitor",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def notes(twins: Twins) -> None:
    """Note what handlers look for."""
    _listen(twins.app, twins)


def _listen(app: Flask, twins: Twins) -> None:
    """Note every field that a handler looks for, in the query and in the form."""

    class Noted(ImmutableMultiDict[str, str]):
        def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
            twins.asked.add(key)
            return super().get(key, *args, **kwargs)

        def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
            twins.asked.add(key)
            return super().getlist(key, *args, **kwargs)

        def __getitem__(self, key: Any) -> Any:
            twins.asked.add(key)
            return super().__getitem__(key)

    class Request(app.request_class):  # type: ignore[name-defined,misc]
        parameter_storage_class = Noted

    app.request_class = Request


def known_fields(monkeypatch: pytest.MonkeyPatch, twins: Twins) -> None:
    """Note the fields of every form that is read as a whole."""
    from shared.web import posted

    whole = posted.read_fields

    def read(model: Any, values: Any) -> Any:
        twins.asked.update(info.alias or name for name, info in model.model_fields.items())
        return whole(model, values)

    monkeypatch.setattr(posted, "read_fields", read)


def value_of(twins: Twins, name: str) -> Any:
    """Return what stands in a field: an identifier of the other site, or something that means nothing."""
    theirs, named = twins.theirs, FIELDS.get(name)
    own = {
        "token": theirs.ids["tokens"][0], "secret": theirs.secret("pairing-agent"), "claim": f"claim-{theirs.code}",
        "source": f"device:{theirs.ids['kiosk']}", "first": "0", "last": "0", "username": "ana", "counter": 1,
        "group": "tax", "service": "T1", "subject": "tax", "ticket_number": "A005", "sha256": theirs.ids["digest"],
    }  # fmt: skip
    if named is not None:
        return own.get(named, theirs.ids.get(named, named))
    return PLAIN.get(name, "")


def test_every_identifier_of_a_route_is_one_that_is_known_here(twins: Twins) -> None:
    named = {place for rule in twins.app.url_map.iter_rules() for place in rule.arguments}
    assert named - set(PATHS) - set(SAME) - {"token", "filename", "form"} == set()


def routes(twins: Twins) -> Iterator[tuple[str, str, str, Endpoint | None]]:
    """Yield method, rule, permission and declared call of all that is served."""
    apis: list[Api] = twins.app.extensions["tonsai_apis"]
    calls = {(e.method, f"/api/v1{e.path}"): e for api in apis for e in api.endpoints}
    for rule in twins.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            call = calls.get((method, rule.rule))
            if call is not None:
                yield method, rule.rule, call.allow, call
            elif not rule.endpoint.endswith("static") and not rule.rule.startswith("/api/"):
                yield method, rule.rule, DOORS[f"{method} {rule.rule}"], None


def paths(twins: Twins, rule: str) -> Iterator[str]:
    """Yield the addresses of a rule with the other site's identifiers in its places."""
    for n, token in enumerate(twins.theirs.ids["tokens"]):
        values = {
            **SAME,
            **{place: twins.theirs.ids[name] for place, name in PATHS.items()},
            "token": token,
            "form": "json",
        }
        yield re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values[place[1]]), rule)  # noqa: B023
        if "<token>" not in rule or n > 4:
            return


def first_of(allow: str) -> str:
    """Return who looks at a page that has nothing to be told by: one of those who may is enough."""
    ranks = ("staff:administrator", "staff:executive", "staff:supervisor", "staff:clerk", *SUBJECTS)
    return "visitor" if allow == OPEN else next((who for who in ranks if who in PERMISSIONS[allow]), "nobody")


HOLDERS = re.compile(r"(GET|DELETE) (/api/v1/tickets/<token>(/slip)?|/t/<token>(/qr\.svg)?)")
"""Who knows a ticket's token is its holder, wherever it was given: that is what the address on the slip is for."""
PUBLIC = re.compile(r"GET /(logo/|sites)")
"""A logo hangs in the hall, and the names of the offices are what a stranger chooses from."""


def test_control_the_other_sites_own_people_find_their_things_by_the_same_identifiers(twins: Twins) -> None:
    """Otherwise the test below would prove nothing."""
    twins.look_from("north")
    found = {}
    for method, rule, allow, _call in routes(twins):
        # Of a published document only strangers ask: its page needs a whole report, which has tests of its own.
        if (
            method == "GET"
            and not rule.startswith("/results")
            and set(re.findall(r"<(?:\w+:)?(\w+)>", rule)) & set(PATHS)
        ):
            who = next((s for s in reversed(SUBJECTS) if allow == OPEN or s in PERMISSIONS[allow]), "visitor")
            client, headers = twins.client(twins.theirs, who)
            for path in paths(twins, rule):
                with client.get(f"/s/{twins.theirs.code}{path}", headers=headers) as answer:
                    found[rule] = answer.status_code
    assert {rule: code for rule, code in found.items() if code != 200} == {}


SIDES = [("north", subject) for subject in SUBJECTS] + [
    ("south", subject) for subject in ("staff:administrator", "device:kiosk", "token:admin", "visitor")
]
"""From the first site everybody; from the second those who would see what is taken from the first one by default."""


@pytest.mark.parametrize(("side", "subject"), SIDES)
def test_nobody_reads_or_changes_another_site_by_any_identifier(
    twins: Twins, side: str, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins.look_from(side)
    known_fields(monkeypatch, twins)
    before, leaks, unknown = twins.rows(twins.theirs), [], {}
    client, headers = twins.client(twins.mine, subject)
    for method, rule, allow, call in sorted(routes(twins), key=lambda r: (r[1] in LAST, r[1], r[0])):
        if (allow != OPEN and subject not in PERMISSIONS[allow]) or HOLDERS.fullmatch(f"{method} {rule}"):
            continue
        if (
            method == "GET"
            and call is None
            and "<" not in rule
            and side == "north"
            and subject != first_of(allow)
        ):
            continue
        for path in paths(twins, rule):
            where = (
                f"/s/{twins.mine.code}{path}" if subject == "visitor" else path
            )  # everybody else's site is their own
            strange = try_route(twins, client, headers, method, where, call)
            if strange:
                unknown[f"{method} {rule}"] = strange
            if twins.theirs.mark in twins.answer and not PUBLIC.match(f"{method} {rule}"):
                leaks.append(f"{method} {path}")
    after = twins.rows(twins.theirs)
    changed = {table: (before[table], after[table]) for table in before if before[table] != after[table]}
    assert leaks == []
    assert {
        table: [row for row in new if row not in old] or old for table, (old, new) in changed.items()
    } == {}
    assert not unknown, " ".join(sorted({name for names in unknown.values() for name in names}))


def try_route(
    twins: Twins,
    client: FlaskClient,
    headers: Mapping[str, str],
    method: str,
    path: str,
    call: Endpoint | None,
) -> set[str]:
    """Ask with all that the handler looks for; return fields that this test knows nothing of."""
    body: dict[str, Any] = {}
    if call is not None and (model := call.body or call.query) is not None:
        names = {
            i.alias or n for n, i in model.model_fields.items() if i.is_required() or (i.alias or n) in FIELDS
        }
        body = {name: value_of(twins, name) for name in names}
    seen: set[str] = set()
    for _ in range(3):
        twins.asked = set()
        said = body if call is not None else {name: value_of(twins, name) for name in seen - OF_PAGES}
        sent: dict[str, Any] = {"data": said}
        if call is not None or method == "GET":
            sent = {"json" if call is not None and call.body else "query_string": said}
        with client.open(path, method=method, headers=headers, **sent) as answer:
            assert answer.status_code < 500, (method, path, said, answer.get_data(as_text=True))
            twins.answer = answer.get_data().decode("utf-8", "replace")
        if call is not None or twins.asked <= seen:
            break
        seen |= twins.asked
    return {n for n in (seen | set(body)) if n not in FIELDS | PLAIN and not KNOWN_EMPTY.fullmatch(n)}
