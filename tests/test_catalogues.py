"""Every word a person reads: there in three languages, with the same places, asked for somewhere, and none too many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from deploy.catalogue import ROLES, load_catalogue
from shared.domain.journal import KINDS
from shared.live.values import Attention, CounterState, Language, TicketState
from shared.web.errors import STATUS
from shared.web.languages import FOLDER, LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
DOMAINS = tuple(sorted(path.stem for path in (FOLDER / "th").glob("*.po")))
JOINER = re.compile(r".*[._]and")
"""Words that stand between others and bring their blanks along."""
BY_PYTHON_ONLY = {"document", "evidence", "journal", "report", "results"}
"""Their places are filled by Python, which reads `%%` as a percent sign; scripts fill all others and do not."""
PLACE = re.compile(r"%\((\w+)\)s")
Catalogue = dict[str, str]


def read(language: str, domain: str) -> Catalogue:
    """Return the messages of one file."""
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


MESSAGES: dict[str, dict[str, Catalogue]] = {
    language: {domain: read(language, domain) for domain in DOMAINS} for language in LANGUAGES
}
KEYS = {key for catalogue in MESSAGES["th"].values() for key in catalogue}
STARTS = "|".join(sorted({key.split(".")[0] for key in KEYS}))


def sources(*endings: str) -> Iterator[tuple[Path, str]]:
    """Yield the program's own files with one of these endings."""
    for folder in ("kiosk", "display", "counter", "shared", "deploy"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "vendor" not in path.parts and path.is_file():
                yield path, path.read_text(encoding="utf-8")


def said_plainly() -> dict[str, str]:
    """Return every quoted word that begins like a key, with the file it stands in."""
    quoted = re.compile(rf"""(["'`])((?:{STARTS})(?:\.[a-z0-9_]+)+)\1""")
    return {m[2]: path.name for path, text in sources(".js", ".html", ".py") for m in quoted.finditer(text)}


def said_in_parts() -> dict[str, str]:
    """Return patterns of keys that are put together, such as `common.score.${k}`, with the file they stand in."""
    found: dict[str, str] = {}
    word = r"[a-z0-9_.]*"
    for path, text in sources(".js"):
        for m in re.finditer(rf"`((?:{STARTS})\.{word}(?:\$\{{[^{{}}`]*\}}{word})+)`", text):
            found[_pattern(m[1], r"\$\{[^{}]*\}")] = path.name
    for path, text in sources(".py"):
        for m in re.finditer(rf"""f(["'])((?:{STARTS})\.{word}(?:\{{[^{{}}"']*\}}{word})+)\1""", text):
            found[_pattern(m[2], r"\{[^{}]*\}")] = path.name
    for path, text in sources(".html"):
        for m in re.finditer(rf"""'((?:{STARTS})\.{word})'\s*~\s*[^'~)]+(?:~\s*'({word})')?""", text):
            found[re.escape(m[1]) + ".*" + re.escape(m[2] or "")] = path.name
    return found


def _pattern(text: str, places: str) -> str:
    return ".*".join(re.escape(part) for part in re.split(places, text))


def test_every_catalogue_file_is_read_here() -> None:
    for language in LANGUAGES:
        assert sorted(path.stem for path in (FOLDER / language).glob("*.po")) == sorted(DOMAINS)
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) == sorted(LANGUAGES)
    assert set(get_args(Language)) == set(LANGUAGES)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_key_is_there_in_three_languages_in_the_same_order(domain: str) -> None:
    thai = list(MESSAGES["th"][domain])
    for language in LANGUAGES:
        assert list(MESSAGES[language][domain]) == thai, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_unsure_or_still_a_key(language: str) -> None:
    for domain in DOMAINS:
        with (FOLDER / language / f"{domain}.po").open("rb") as file:
            catalogue = read_po(file)
        assert str(catalogue.locale) == language
        for message in catalogue:
            if message.id:
                text = str(message.string)
                assert text.strip(), message.id
                assert text.strip() == text or JOINER.fullmatch(str(message.id)), message.id
                assert not message.fuzzy, message.id
                assert text not in KEYS, message.id


def test_no_key_stands_in_two_files_and_none_twice_in_one() -> None:
    everywhere = Counter(key for domain in DOMAINS for key in MESSAGES["th"][domain])
    assert [key for key, times in everywhere.items() if times > 1] == []
    for language in LANGUAGES:
        for domain in DOMAINS:
            text = (FOLDER / language / f"{domain}.po").read_text(encoding="utf-8")
            written = Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
            assert [key for key, times in written.items() if times > 1] == [], (language, domain)


def test_every_message_has_the_same_places_in_three_languages() -> None:
    for domain in DOMAINS:
        for key in MESSAGES["th"][domain]:
            places = {
                language: Counter(PLACE.findall(MESSAGES[language][domain][key])) for language in LANGUAGES
            }
            assert set(places["th"]) == set(places["ms"]) == set(places["en"]), key


def test_a_percent_sign_is_written_as_the_one_who_fills_the_places_reads_it() -> None:
    """`100 % of %(n)s` would break Python's filling; `100 %%` would show twice on a screen."""
    for language in LANGUAGES:
        for domain in DOMAINS:
            for key, text in MESSAGES[language][domain].items():
                if PLACE.search(text):
                    rest = PLACE.sub("", text)
                    rest = rest.replace("%%", "") if domain in BY_PYTHON_ONLY else rest
                    assert "%" not in rest, (language, key)


def test_every_key_that_is_asked_for_exists() -> None:
    codes = {key.removeprefix("error.") for key in KEYS if key.startswith("error.")}
    no_words = re.compile(r"\.(js|css|html|svg|json|py|db|po|png|woff2)$")
    asked = re.compile(
        rf"""\b(?:t|say|text|around|knows|find)\(\s*(["'`])((?:{STARTS})(?:\.[a-z0-9_]+)+)\1"""
    )
    missing = {
        f"{path.name}: {m[2]}"
        for path, text in sources(".js", ".html", ".py")
        for m in asked.finditer(text)
        if m[2] not in KEYS
    }
    assert missing == set()
    in_screens = {
        f"{path.name}: {m[2]}"
        for path, text in sources(".js", ".html")
        for m in re.finditer(rf"""(["'])((?:{STARTS})(?:\.[a-z0-9_]+)+)\1""", text)
        if m[2] not in KEYS and m[2] not in codes and not no_words.search(m[2])
    }
    assert in_screens == set()


def test_every_key_put_together_from_parts_leads_somewhere() -> None:
    lost = {
        pattern: file
        for pattern, file in said_in_parts().items()
        if not any(re.fullmatch(pattern, key) for key in KEYS)
    }
    assert lost == {}


def test_no_key_is_unused() -> None:
    plain, parts = set(said_plainly()), re.compile("|".join(said_in_parts()))
    unused = {key for key in KEYS if key not in plain and not parts.fullmatch(key)}
    assert unused == {key for key in unused if key.startswith("error.")}, "only codes come from elsewhere"
    assert {key.removeprefix("error.") for key in unused} <= set(STATUS) | {"network"}


@pytest.mark.parametrize("code", [*STATUS, "network"])
def test_every_refusal_has_its_sentence(code: str) -> None:
    for language in LANGUAGES:
        assert MESSAGES[language]["error"].get(f"error.{code}")


def test_every_sentence_of_a_refusal_is_of_a_refusal_there_is() -> None:
    assert {key.removeprefix("error.") for key in MESSAGES["th"]["error"]} == set(STATUS) | {"network"}


def test_everything_a_setting_or_a_state_can_be_has_its_words() -> None:
    """The keys that scripts put together from values of the server: each value must lead to a word."""
    settings = load_catalogue().settings
    wanted = [
        *(f"common.language.{code}" for code in LANGUAGES),
        *(f"common.score.{score}" for score in range(1, 6)),
        *(f"common.dimension.{name}" for name in ("process", "staff", "facility", "channel")),
        *(f"common.reason.{code}" for code in settings["rating"]["reasons"]),
        *(f"attention.{code}" for code in get_args(Attention.__annotations__["code"])),
        *(f"counter.state.{state}" for state in get_args(CounterState)),
        *(f"counter.role.{role}" for role in ROLES),
        *(f"phone.{state}.title" for state in get_args(TicketState) if state not in ("waiting", "called")),
        *(f"pair.as.{kind}" for kind in ("kiosk", "display", "tablet")),
        *(f"start.who.{role}" for role in ROLES),
    ]
    assert [key for key in wanted if key not in KEYS] == []


def test_every_kind_of_journal_entry_has_its_sentence() -> None:
    """A new kind needs `journal.kind.<kind>` in the three `journal.po`: the page of the journal says it to people."""
    said = {key.removeprefix("journal.kind.") for key in KEYS if key.startswith("journal.kind.")}
    assert set(KINDS) - said == set()
