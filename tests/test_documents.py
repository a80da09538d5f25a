"""What the documents claim is so: calls, codes, journal, pages, settings, commands, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

from deploy.cli import EPILOG, cli
from shared.domain.journal import KINDS
from shared.settings import Settings, SettingsError
from shared.web.api import PREFIX
from shared.web.errors import STATUS
from tests.lobby import Lobby

ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_IN_THE_TABLE = {("get", "/openapi.json")}
"""The description itself; README tells where it is."""
OUTSIDE_THE_API = {("get", "/metrics")}
"""In the table because programs ask for it, but not below /api/v1."""


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table whose first heading is `heading`."""
    lines = ARCHITECTURE.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


def claimed_calls() -> set[tuple[str, str]]:
    """Return (method, path) of every call in the table, its places written `{}`."""
    found = set()
    for calls, _, body in rows("Call"):
        for method, path in re.findall(r"`(GET|POST|PATCH|DELETE) (/[^`?]*)", f"{calls} {body}"):
            verbs = [path]
            if path.endswith("…"):
                verbs = [path[:-1] + verb for verb in re.findall(r"`([a-z-]+)(?: \{[^}]*\})?`", body)]
            found |= {(method.lower(), re.sub(r"\{\w+\}", "{}", verb)) for verb in verbs}
        for sibling in re.findall(r"`(/\w+)`", calls):
            first = re.search(r"`(\w+) (/\S+)/\w+`", calls)
            assert first is not None
            found.add((first[1].lower(), re.sub(r"\{\w+\}", "{}", first[2] + sibling)))
    return found


def described(lobby: Lobby) -> dict[tuple[str, str], Any]:
    """Return the operations of the description by (method, path without its prefix), places written `{}`."""
    paths = lobby.visitor().get("/openapi.json").data["paths"]
    return {
        (method, re.sub(r"\{\w+\}", "{}", path.removeprefix(PREFIX))): operation
        for path, item in paths.items()
        for method, operation in item.items()
    }


def test_the_table_of_calls_is_the_description_and_the_other_way_round(lobby: Lobby) -> None:
    assert claimed_calls() - OUTSIDE_THE_API == set(described(lobby)) - NOT_IN_THE_TABLE
    assert lobby.visitor().client.get("/metrics").status_code == 200
    assert "/api/v1/openapi.json" in README


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/tickets"), ("get", "/tickets/{}"), ("delete", "/tickets/{}"), ("post", "/ratings")],
)
def test_the_fields_of_an_answer_are_those_of_the_table(lobby: Lobby, method: str, path: str) -> None:
    (body,) = (
        body for calls, _, body in rows("Call")
        if re.sub(r"\{\w+\}", "{}", calls) == f"`{method.upper()} {path}`"
    )  # fmt: skip
    claimed = re.findall(r"(?:→ |^)(?:\d+ )?`\{([\w, ]+)\}`", body)[-1].split(", ")
    document = lobby.visitor().get("/openapi.json").data
    answer = next(v for k, v in described(lobby)[method, path]["responses"].items() if k.startswith("2"))
    name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert claimed == list(document["components"]["schemas"][name]["properties"])


def test_the_fields_of_a_refusal_are_those_of_the_text(lobby: Lobby) -> None:
    claimed = re.search(r"problem details `\{([\w, ]+)\}`", ARCHITECTURE)
    assert claimed is not None
    refusal = lobby.visitor().get("/desk").data
    assert set(claimed[1].split(", ")) == set(refusal)


def test_the_list_of_error_codes_is_whole() -> None:
    line = " ".join(re.findall(r"^Error codes: (.*)$", ARCHITECTURE, re.MULTILINE))
    claimed = set()
    for name, family in re.findall(r"`([a-z_.]+)(?:\.\*` \(([^)]*)\)|`)", line):
        claimed |= {f"{name}.{code}" for code in re.findall(r"`(\w+)`", family)} if family else {name}
    assert claimed == set(STATUS)


def test_the_table_of_journal_entries_is_the_journals_own() -> None:
    assert {kind.strip("`"): meaning for kind, meaning in rows("Entry")} == KINDS


def test_every_page_that_is_named_is_there(lobby: Lobby) -> None:
    line = " ".join(re.findall(r"^Pages: (.*)$", ARCHITECTURE, re.MULTILINE))
    named = {re.sub(r"\{(\w+)\}", r"<\1>", path) for path in re.findall(r"`(/[^`]*)`", line)}
    routes = {re.sub(r"<\w+:", "<", rule.rule) for rule in lobby.app.url_map.iter_rules()}
    assert named <= routes
    for path in (
        "/kiosk",
        "/tablet",
        "/display",
        "/console",
        "/overview",
        "/figures",
        "/sign-in",
        "/",
        "/t/<token>",
    ):
        assert path in named


def test_every_room_is_there_and_every_package_in_use_has_its_line() -> None:
    rooms = {path.strip("`/") for room, _ in rows("Room") for path in re.findall(r"`[^`]+`", room)}
    for room in rooms:
        folder = re.sub(r"<\w+>.*", "", room).rstrip("/")
        assert (ROOT / folder).is_dir(), room
    used = {
        name
        for folder in ("kiosk", "display", "counter", "shared", "deploy")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(
            r"^(?:from|import) shared\.(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        if name not in path.parts
    }
    packages = {name for name in used if (ROOT / "shared" / name).is_dir()}
    assert {f"shared/{name}" for name in packages} <= rooms
    assert {"kiosk", "display", "counter", "deploy"} <= rooms


def test_every_shared_script_that_is_named_is_there() -> None:
    named = {name for modules, _ in rows("Module") for name in re.findall(r"`([\w]+\.js)`", modules)}
    there = {path.name for path in (ROOT / "shared/static/tonsai").glob("*.js")}
    assert named <= there


def known_settings() -> set[str]:
    """Return every setting there is, as the program says when one is unknown."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"TONSAI_NOTHING": "1"})
    return set(re.findall(r"TONSAI_\w+", str(caught.value))) - {"TONSAI_NOTHING"}


def test_every_setting_is_explained_and_no_other() -> None:
    assert len(known_settings()) >= 10
    assert set(re.findall(r"`(TONSAI_\w+)`", README)) == known_settings()
    assert set(re.findall(r"TONSAI_\w+", EPILOG)) == known_settings()


def test_every_command_that_is_named_is_there() -> None:
    for text in (README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), EPILOG):
        for words in re.findall(r"(?:\.venv/bin/|`)tonsai ((?:[a-z]+(?:-[a-z]+)* ?)+)", text):
            found: click.Command = cli
            for word in words.split():
                if not isinstance(found, click.Group):
                    break
                assert word in found.commands, f"tonsai {words}"
                found = found.commands[word]
    for path in re.findall(r"\./deploy/(\w+)", README):
        assert (ROOT / "deploy" / path).exists(), path


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    missing = []
    for path in re.findall(r"`((?:shared|deploy|kiosk|counter|display|tests)/[\w./-]+)`", text):
        if "<" not in path and not (ROOT / path).exists() and not re.search(r"/\d{4}_sentence\.py$", path):
            missing.append(path)
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        if not (ROOT / path).exists() and not path.endswith(".png"):
            missing.append(path)
    assert missing == []


def test_the_version_is_the_newest_of_the_changelog() -> None:
    from importlib.metadata import version

    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version("tonsai")
