"""`tonsai` at the machine itself: every command teaches, does what it says, and refuses in one sentence."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from deploy import cli
from deploy.database import AlreadyServedError, take_folder
from shared.domain.hours import Hours
from shared.evidence.sums import counted_by
from shared.web.access import hashed

Run = Callable[..., "Ended"]
TONSAI = Path(sys.executable).with_name("tonsai")
NAMED = ("--name-th", "เทศบาลตำบลทดสอบ", "--name-ms", "Majlis Ujian", "--name-en", "Test Town")


class Ended:
    """How a command ended, and what it said."""

    def __init__(self, code: int | str | None, out: str, err: str) -> None:
        self.code, self.out, self.err = code or 0, out, err


@pytest.fixture
def tonsai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tonsai …` in this process, with a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("TONSAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TONSAI_DATA", str(tmp_path / "data"))

    def run(*arguments: str, **environment: str) -> Ended:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tonsai", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Ended(ended.value.code, told.out, told.err)

    return run


@pytest.fixture
def office(tonsai: Run) -> Run:
    """The same, with an office made by `tonsai init`."""
    made = tonsai("init", *NAMED, "--admin", "eve", "--password", "under-the-banyan", "--always-open")
    assert (made.code, made.err) == (0, "")
    assert "Test" not in made.out
    assert "เทศบาลตำบลทดสอบ" in made.out
    return tonsai


def rows(tmp_path: Path, sql: str) -> list[tuple[object, ...]]:
    """Read the database with another program's eyes."""
    with sqlite3.connect(tmp_path / "data/tonsai.db") as conn:
        found = conn.execute(sql).fetchall()
    conn.close()
    return found


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that lead to it."""
    for name, command in sorted(group.commands.items()):
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


EVERY = {" ".join(words): command for words, command in commands(cli.cli)}


def test_the_commands_are_those_that_an_office_needs() -> None:
    assert {"serve", "init", "demo", "simulate", "verify", "doctor", "token create", "token list", "token revoke",
            "device confirm", "device list", "device revoke"} <= set(EVERY)  # fmt: skip


@pytest.mark.parametrize("words", EVERY)
def test_every_command_has_help_that_teaches_each_of_its_options(tonsai: Run, words: str) -> None:
    ended = tonsai(*words.split(), "--help")
    assert (ended.code, ended.err) == (0, "")
    command = EVERY[words]
    assert command.help
    assert len(command.help.split()) >= 5
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{words}: {parameter.name}"
            assert parameter.opts[0] in ended.out


def test_the_first_help_names_every_command_and_how_to_begin(tonsai: Run) -> None:
    ended = tonsai("--help")
    assert ended.code == 0
    for name in cli.cli.commands:
        assert re.search(rf"^  {name}\b", ended.out, re.MULTILINE), name
    assert "tonsai init" in ended.out
    assert version("tonsai") in tonsai("--version").out


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["verify"], {"TONSAI_PROT": "1"}, "TONSAI_PROT is not a setting of Tonsai"),
        (["serve"], {"TONSAI_PORT": "http"}, "TONSAI_PORT must be a whole number"),
        (["doctor"], {"TONSAI_HTTPS": "yes"}, "TONSAI_HTTPS must be 0 or 1"),
    ],
)
def test_a_wrong_setting_stops_every_command_with_a_sentence(
    tonsai: Run, arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    ended = tonsai(*arguments, **environment)
    assert ended.code == 2
    assert ended.err.startswith(f"tonsai: {sentence}")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "arguments", [["fly"], ["token", "create"], ["token", "create", "--role", "king"], ["serve", "--port", "0"],
                  ["token", "revoke", "one"]],
)  # fmt: skip
def test_a_wrong_word_is_a_usage_error(tonsai: Run, arguments: list[str]) -> None:
    ended = tonsai(*arguments)
    assert ended.code == 2
    assert "Usage:" in ended.err or "Error:" in ended.err


def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(tonsai: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = tonsai("verify", TONSAI_DATA=str(tmp_path / "file" / "data"))
    assert ended.code == 1
    assert ended.err.startswith("tonsai: ")
    assert "Traceback" not in ended.err


def test_a_file_that_is_no_database_is_said_in_a_sentence(tonsai: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/tonsai.db").write_bytes(b"this is a letter, not a database" * 100)
    ended = tonsai("verify")
    assert ended.code == 1
    assert "not a database" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("arguments", [["verify"], ["token", "list"], ["device", "list"], ["simulate"]])
def test_without_an_office_every_command_says_how_to_make_one(tonsai: Run, arguments: list[str]) -> None:
    ended = tonsai(*arguments)
    assert ended.code == 1
    assert "tonsai init" in ended.err


def test_init_makes_a_real_office_without_anybody_of_the_demo(office: Run, tmp_path: Path) -> None:
    assert rows(tmp_path, "SELECT username, role FROM staff") == [("eve", "administrator")]
    assert rows(tmp_path, "SELECT count(*) FROM device") == [(0,)]
    kept_settings = json.loads(str(rows(tmp_path, "SELECT settings FROM site")[0][0]))
    assert (kept_settings["demo"], kept_settings["always_open"]) == (False, True)
    (kept,) = rows(tmp_path, "SELECT password_hash FROM staff")
    assert str(kept[0]).startswith("$argon2id$")
    assert rows(tmp_path, "SELECT kind FROM journal ORDER BY seq") == [("site.created",)]


def test_init_twice_changes_nothing(office: Run, tmp_path: Path) -> None:
    ended = office("init", *NAMED, "--admin", "mallory", "--password", "another-password")
    assert (ended.code, "exists already; nothing was changed" in ended.err) == (1, True)
    assert rows(tmp_path, "SELECT username FROM staff") == [("eve",)]


def test_init_takes_no_short_password(tonsai: Run) -> None:
    ended = tonsai("init", *NAMED, "--admin", "eve", "--password", "123456789")
    assert (ended.code, "10 characters or more" in ended.err) == (1, True)


def test_init_says_what_is_wrong_in_a_catalogue(tonsai: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "office.json"
    wrong.write_text('{"site": ""}')
    ended = tonsai(
        "init", *NAMED, "--admin", "eve", "--password", "under-the-banyan", "--catalogue", str(wrong)
    )
    assert (ended.code, "office.json: " in ended.err) == (1, True)


def test_a_second_site_may_stand_beside_the_first(office: Run, tmp_path: Path) -> None:
    ended = office("init", *NAMED, "--admin", "eve", "--password", "under-the-banyan", "--site", "market")
    assert ended.code == 0
    assert rows(tmp_path, "SELECT code FROM site ORDER BY id") == [("main",), ("market",)]
    assert office("verify").out.count("the chain holds") == 2
    assert office("verify", "--site", "market").out.startswith("market: 1 entries, the chain holds")
    assert office("verify", "--site", "nowhere").code == 1
    refused = office("init", *NAMED, "--admin", "eve", "--password", "under-the-banyan", "--site", "ตลาด")
    assert (refused.code, "Latin letters" in refused.err) == (1, True)
    assert rows(tmp_path, "SELECT count(*) FROM site") == [(2,)]


def test_the_demo_is_made_once_and_never_over_an_office(tonsai: Run, tmp_path: Path) -> None:
    assert "every password is" in tonsai("demo").out
    assert "nothing was changed" in tonsai("demo").out
    assert rows(tmp_path, "SELECT count(*) FROM site") == [(1,)]
    assert rows(tmp_path, "SELECT json_extract(settings, '$.demo') FROM site") == [(1,)]


def test_a_token_is_printed_once_and_kept_as_a_hash(office: Run, tmp_path: Path) -> None:
    made = office("token", "create", "--role", "counter", "--counter", "2", "--name", "load test")
    secret = made.out.strip()
    assert len(secret) >= 40
    assert rows(tmp_path, "SELECT role, counter, name, token_hash FROM token") == [
        ("counter", 2, "load test", hashed(secret))
    ]
    assert office("token", "list").out.split() == ["1", "counter", "2", "load", "test"]
    assert "load test" in str(rows(tmp_path, "SELECT body FROM journal WHERE kind = 'token.created'"))
    assert secret not in str(rows(tmp_path, "SELECT body FROM journal"))
    assert office("token", "revoke", "1").code == 0
    assert (office("token", "list").out, office("token", "revoke", "1").code) == ("", 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--role", "kiosk", "--counter", "1"], "Only a counter token"),
     (["--role", "counter", "--counter", "99"], "counter.unknown"),
     (["--role", "admin", "--site", "nowhere"], "no site")],
)  # fmt: skip
def test_a_token_that_makes_no_sense_is_refused(
    office: Run, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    ended = office("token", "create", *arguments)
    assert (ended.code, sentence in ended.err, ended.out) == (1, True, "")
    assert rows(tmp_path, "SELECT count(*) FROM token") == [(0,)]


def test_devices_are_confirmed_listed_and_shut_out(office: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "data/tonsai.db") as conn:
        conn.execute(
            "INSERT INTO pairing (site_id, kind, code, secret_hash, expires_at)"
            " VALUES (1, 'tablet', '012345', 'x', 9999999999)"
        )
    conn.close()
    assert (
        "(tablet) is paired as By counter 2"
        in office("device", "confirm", "012345", "--name", "By counter 2", "--counter", "2").out
    )
    assert "By counter 2" in office("device", "list").out
    assert office("device", "confirm", "012345", "--name", "again").code == 1
    assert office("device", "revoke", "1").code == 0
    assert (office("device", "list").out, office("device", "revoke", "1").code) == ("", 1)


def test_verify_ends_with_one_and_names_the_first_broken_entry(office: Run, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        office("token", "create", "--role", "admin", "--name", name)
    whole = office("verify")
    assert (whole.code, "4 entries, the chain holds" in whole.out) == (0, True)
    with sqlite3.connect(tmp_path / "data/tonsai.db") as conn:
        conn.execute("UPDATE journal SET body = replace(body, '\"b\"', '\"x\"') WHERE seq = 3")
    conn.close()
    broken = office("verify")
    assert (broken.code, broken.out) == (1, "main: entry 3 does not hold: changed\n")
    assert office("doctor").code == 1


def test_verify_counts_every_past_day_again_when_asked(office: Run, tmp_path: Path) -> None:
    kept = office("verify", "--figures")
    assert (kept.code, "the sums of 0 days and months are what" in kept.out) == (0, True)
    with sqlite3.connect(tmp_path / "data/tonsai.db") as conn:
        (settings,) = conn.execute("SELECT settings FROM site").fetchone()
        day = date(2026, 1, 5)
        mark = counted_by(Hours.from_json(json.loads(settings)["hours"]), day, day)
        conn.execute(
            "INSERT INTO figure_sums SELECT id, '2026-01-05', ?, ?, NULL FROM site",
            (mark, zlib.compress(b"{}")),
        )
    conn.close()
    wrong = office("verify", "--figures")
    assert (wrong.code, wrong.out.splitlines()[1]) == (1, "main: wrong sums, taken away: 2026-01-05")
    assert rows(tmp_path, "SELECT count(*) FROM figure_sums") == [(0,)]


def test_the_program_as_installed_ends_as_this_one_does(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "TONSAI_DATA": str(tmp_path), "TONSAI_PROT": "1"}
    ended = subprocess.run([TONSAI, "verify"], capture_output=True, text=True, env=environment, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("tonsai: TONSAI_PROT is not a setting of Tonsai")


def test_the_doctor_says_what_is_and_what_to_do(office: Run) -> None:
    ended = office("doctor")
    told = {line.split()[1]: line for line in ended.out.splitlines() if line}
    assert {"disk", "database", "clock", "journal", "files", "port"} <= set(told)
    assert told["journal"].startswith("ok")
    assert "1 entries hold" in told["journal"]
    assert ended.code == int(any(line.startswith("LOOK") for line in ended.out.splitlines()))


def test_the_doctor_says_when_redis_does_not_answer(office: Run, tmp_path: Path) -> None:
    ended = office("doctor", TONSAI_REDIS_URL=f"unix://{tmp_path}/nobody")
    assert re.search(r"^LOOK redis +does not answer: ", ended.out, re.MULTILINE)


def test_the_doctor_finds_a_machine_without_an_office(tonsai: Run) -> None:
    ended = tonsai("doctor")
    assert ended.code == 1
    assert re.search(r"^LOOK .*tonsai (init|serve)", ended.out, re.MULTILINE)


def test_only_one_server_works_on_a_data_folder(tmp_path: Path) -> None:
    first = take_folder(tmp_path / "data")
    with pytest.raises(AlreadyServedError, match="already works on"):
        take_folder(tmp_path / "data")
    take_folder(tmp_path / "other").close()
    first.close()
    take_folder(tmp_path / "data").close()


def test_a_served_folder_is_refused_to_a_second_server(office: Run, tmp_path: Path) -> None:
    held = take_folder(tmp_path / "data")
    ended = office("serve")
    held.close()
    assert (ended.code, "Another Tonsai server already works on" in ended.err) == (1, True)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "pdf", "docx"])
def test_a_report_of_an_office_without_a_ticket_is_written_and_true(
    office: Run, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"report.{form}"
    what = ("--measure", "all", "--year", "2569", "--round", "half", "--format", form, "--out", str(out))
    ended = office("report", *what)
    assert (ended.code, ended.out.strip()) == (0, str(out))
    assert out.stat().st_size > 1000


def test_the_template_of_the_report_is_written_to_be_changed(office: Run, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    assert office("report-template", "--out", str(out)).code == 0
    assert out.read_bytes()[:2] == b"PK"


def test_a_report_as_csv_into_a_folder_is_one_file_a_table(office: Run, tmp_path: Path) -> None:
    what = (
        "--measure",
        "4",
        "--year",
        "2569",
        "--round",
        "annual",
        "--format",
        "csv",
        "--out",
        str(tmp_path),
    )
    assert office("report", *what).code == 0
    assert (tmp_path / "4-users.csv").read_text("utf-8-sig").startswith("เดือน,")
    assert len(list(tmp_path.glob("4-*.csv"))) == 14


@pytest.mark.parametrize(
    ("year", "place", "told"),
    [
        ("26", "r.json", "Refused: request.invalid (year)."),
        ("2569", "no/r.json", "No such file or directory"),
    ],
)
def test_a_report_that_cannot_be_written_says_why_in_a_sentence(
    office: Run, tmp_path: Path, year: str, place: str, told: str
) -> None:
    what = ("--measure", "1", "--year", year, "--round", "half", "--format", "json")
    ended = office("report", *what, "--out", str(tmp_path / place))
    assert ended.code == 1
    assert told in ended.err


def test_a_site_is_added_beside_the_first_with_the_answers_of_init(office: Run, tmp_path: Path) -> None:
    made = office("site", "add", "south", *NAMED, "--admin", "eve", "--password", "under-the-banyan")
    assert (made.code, "/s/south" in made.out) == (0, True)
    assert rows(tmp_path, "SELECT code, head_seq FROM site ORDER BY id") == [("main", 1), ("south", 1)]
    assert [line.split("\t")[0] for line in office("site", "list").out.splitlines()] == ["main", "south"]
    for wrong, said in (("south", "exists already"), ("a/b", "Latin letters")):
        refused = office("site", "add", wrong, *NAMED, "--admin", "eve", "--password", "under-the-banyan")
        assert (refused.code, said in refused.err) == (1, True)
    assert rows(tmp_path, "SELECT count(*) FROM site") == [(2,)]


def test_of_several_sites_a_command_asks_which_one(office: Run, tmp_path: Path) -> None:
    office("site", "add", "south", *NAMED, "--admin", "eve", "--password", "under-the-banyan")
    unnamed = office("token", "create", "--role", "screen", "--name", "wall")
    assert (unnamed.code, unnamed.err.strip().endswith("say which with --site: main, south.")) == (1, True)
    assert office("token", "create", "--role", "screen", "--name", "wall", "--site", "south").code == 0
    assert office("token", "create", "--role", "screen", "--name", "wall", TONSAI_SITE="main").code == 0
    assert rows(tmp_path, "SELECT site_id FROM token ORDER BY id") == [(2,), (1,)]


def test_who_sees_the_province_is_made_by_command_with_a_code_and_ended_by_one(
    office: Run, tmp_path: Path
) -> None:
    made = office("province", "add", "Pim", "--name", "Pim Fictitious")
    assert (made.code, len(made.out.strip())) == (0, 14)
    assert rows(tmp_path, "SELECT username, role FROM staff WHERE role = 'province'") == [("pim", "province")]
    assert made.out.strip() not in str(rows(tmp_path, "SELECT * FROM invitation"))
    assert office("province", "add", "pim").code == 0  # a new code for a forgotten password
    assert office("province", "add", "eve").code == 1
    assert "may come in" in office("province", "list").out
    assert office("province", "end", "pim").code == 0
    assert "disabled" in office("province", "list").out
    assert office("verify").out.startswith("main:")
