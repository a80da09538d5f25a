"""The description of the API: valid, complete, and true under fuzzing – no 5xx, no answer that it does not name."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.web.api import PREFIX
from shared.web.errors import PROBLEM, STATUS
from tests.lobby import Lobby
from tests.postgres import examples

EXAMPLES = max(4, examples(10))
"""Per call and way of making them, right or wrong."""
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip


def description(lobby: Lobby) -> dict[str, Any]:
    """Return what the server says about itself."""
    answer = lobby.visitor().get("/openapi.json")
    assert answer.status == 200
    found: dict[str, Any] = answer.data
    return found


def test_the_description_is_valid_openapi_3_1(lobby: Lobby) -> None:
    document = description(lobby)
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_of_the_api_is_described_and_every_description_has_a_route(lobby: Lobby) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in lobby.app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in description(lobby)["paths"].items() for method in item}
    assert described == routes


def test_every_call_says_what_it_does_who_may_and_how_it_refuses(lobby: Lobby) -> None:
    ids = []
    for path, item in description(lobby)["paths"].items():
        for method, operation in item.items():
            ids.append(operation["operationId"])
            assert operation["summary"], (method, path)
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and PROBLEM in answer.get("content", {}):
                    codes = re.findall(r"`([a-z_.]+)`", answer["description"])
                    assert codes
                    assert {STATUS[code] for code in codes} == {int(status)}, (method, path)
    assert len(ids) == len(set(ids))


def test_the_description_is_made_once_and_kept_by_clients(lobby: Lobby) -> None:
    first = lobby.visitor().get("/openapi.json")
    again = lobby.visitor().get("/openapi.json", If_None_Match=first.headers["ETag"])
    assert (again.status, again.text) == (304, "")


ROOMS_OF_PAGES = (
    "announcement.",
    "backup.",
    "evidence.",
    "file.",
    "journal.",
    "calendar.",
    "catalogue.",
    "exclusion.",
    "import.",
    "late.",
    "measure.",
    "note.",
    "outreach.",
    "pin.",
    "report.",
    "restore.",
    "settings.",
    "setup.",
    "site.not_first",
    "staff.",
    "texts.",
    "voice.",
)
"""Refusals of pages and commands; no call of the API gives them."""


def test_every_code_that_a_call_can_give_is_described_there_or_for_all(lobby: Lobby) -> None:
    """A code that no call names could never be looked up by the one who gets it."""
    named = set()
    for item in description(lobby)["paths"].values():
        for operation in item.values():
            for answer in operation["responses"].values():
                named |= set(re.findall(r"`([a-z_.]+)`", answer["description"]))
    of_pages_only = {
        "auth.locked",
        "device.unknown",
        "invitation.unknown",
        "pairing.unknown",
        "password.differs",
    }
    of_pages_only |= {code for code in STATUS if code.startswith(ROOMS_OF_PAGES)}
    of_no_call = {"method.not_allowed"}
    assert named | of_pages_only | of_no_call == set(STATUS)


@pytest.fixture
def busy(lobby: Lobby) -> list[str]:
    """An office with a ticket in every state; returns their tokens."""
    office = lobby.office
    numbers = [office.issue("B", priority=n % 3 == 0) for n in range(12)]
    ana, ben = office.ana.open("B"), office.ben.open()
    ana.serve_next("R1")
    ana.call_next()
    ana.no_show()
    ana.call_next()
    ana.hold()
    office.cancel(numbers[5])
    ben.call_next()
    ben.start()
    ana.call_next()
    return [office.token(number) for number in numbers]


def test_fuzzing_finds_no_fault_of_the_server_and_no_answer_that_is_not_described(
    lobby: Lobby, busy: list[str]
) -> None:
    """Half of the cases keep to the description and half break it; living tickets, counters and groups are mixed in."""
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(description(lobby), config=config)
    headers = lobby.program("admin").headers
    living = {
        "token": st.sampled_from(busy), "number": st.sampled_from(["1", "2", "3"]),
        "rating_id": st.just("1"), "code": st.sampled_from(["tax", "B", "welfare"]),
    }  # fmt: skip
    seen: Counter[int] = Counter()

    def fuzz(operation: Any, mode: GenerationMode) -> None:
        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans(), data=st.data())
        def ask(case: Any, real: bool, data: st.DataObject) -> None:
            if real:
                for name in set(case.path_parameters or {}) & living.keys():
                    case.path_parameters[name] = data.draw(living[name])
            checks = [c for c in CHECKS if not (real and c is negative_data_rejection)]
            answer = case.call_and_validate(
                base_url="http://localhost", app=lobby.app, headers=headers, checks=checks
            )
            seen[answer.status_code] += 1

        ask()

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        fuzz(operation, GenerationMode.POSITIVE)
        if operation.body or operation.query or operation.headers:  # any text at all is right as a token
            fuzz(operation, GenerationMode.NEGATIVE)
    assert seen.total() > 40 * EXAMPLES
    assert {200, 201, 404, 409, 422} <= set(seen), seen
    assert lobby.office.verify().fault is None
