"""Another version comes in only when it migrates, walks and serves; whatever fails leaves the office as it was."""

from __future__ import annotations

import os
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deploy import cli
from deploy.commands import updating
from deploy.database import take_folder
from shared import clock
from tests.cast import build_office

REAL = Path(sys.executable).with_name("tonsai")
PROJECT = '[project]\nname = "tonsai"\nversion = "9.9.9"\n'
SPOILS = """import sqlite3
with sqlite3.connect({database!r}) as db:
    db.execute("DELETE FROM device")
    db.execute("CREATE TABLE of_a_later_version (id INTEGER)")
"""
Run = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the office of the cast."""
    folder = tmp_path / "data"
    folder.mkdir()
    build_office(folder / "tonsai.db", now=clock.now(), always_open=True)
    return folder


@pytest.fixture
def tonsai(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tonsai …` in this process on that folder."""
    for name in [name for name in os.environ if name.startswith("TONSAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TONSAI_DATA", str(data))

    def run(*arguments: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["tonsai", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


def make_release(folder: Path, *, program: str, setup: str = "") -> Path:
    """Make a release whose set-up and program do what the test says; `program` is a shell script."""
    (folder / "deploy").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "deploy/__init__.py").write_text("")
    (folder / "deploy/setup.py").write_text(setup)
    (folder / ".venv/bin").mkdir(parents=True)
    script = folder / ".venv/bin/tonsai"
    script.write_text(f"#!/bin/sh\n{program}\n")
    script.chmod(0o755)
    return folder


def held(data: Path) -> tuple[list[Any], int, set[str]]:
    """Return the devices, how many entries the journal has, and the tables there are."""
    with closing(sqlite3.connect(data / "tonsai.db")) as db:
        return (
            db.execute("SELECT name FROM device ORDER BY id").fetchall(),
            db.execute("SELECT count(*) FROM journal WHERE kind NOT LIKE 'backup.%'").fetchone()[0],
            {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")},
        )


def test_a_version_that_serves_is_taken_and_the_link_leads_to_it(
    tonsai: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(tmp_path / "new", program=f'cd {updating.TREE} && exec {REAL} "$@"')
    old, link = tmp_path / "old", tmp_path / "current"
    old.mkdir()
    link.symlink_to(old)
    monkeypatch.setattr(updating, "TREE", old)
    before = held(data)
    code, out, err = tonsai("update", str(release), "--link", str(link))
    assert (code, err) == (0, "")
    assert "Version 9.9.9 is healthy" in out
    assert link.resolve() == release
    assert held(data)[0] == before[0]
    assert len(list((data / "backups").glob("tonsai-*.zip"))) == 1
    assert tonsai("verify")[0] == 0


@pytest.mark.parametrize(
    ("program", "told"),
    [("exit 7", "did not migrate the database"),
     ('{python} {spoil}; echo "no such column" >&2; exit 1', "no such column"),
     ('[ "$1" = verify ] && {python} {spoil} && exit 0; exit 1', "it ended at once"),
     ('[ "$1" = verify ] && {python} {spoil} && exit 0; exec sleep 60', "not healthy in time")],
    ids=["does not start", "breaks off in the migration", "does not serve", "never gets healthy"],
)  # fmt: skip
def test_a_version_that_fails_is_undone_by_itself(
    tonsai: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, told: str
) -> None:
    monkeypatch.setattr(updating, "HEALTHY_WITHIN_S", 2.0)
    spoil = tmp_path / "spoil.py"
    spoil.write_text(SPOILS.format(database=str(data / "tonsai.db")))
    release = make_release(tmp_path / "new", program=program.format(python=sys.executable, spoil=spoil))
    before = held(data)
    code, out, err = tonsai("update", str(release))
    assert code == 1
    assert told in err
    assert "goes on with everything as it was" in err
    assert "healthy" not in out
    assert held(data) == before
    assert tonsai("verify")[0] == 0


def test_a_release_that_cannot_be_set_up_touches_nothing(tonsai: Run, data: Path, tmp_path: Path) -> None:
    release = make_release(tmp_path / "new", program="exit 0", setup="raise SystemExit('no wheel for x')")
    before = (data / "tonsai.db").read_bytes()
    code, _, err = tonsai("update", str(release))
    assert code == 1
    assert "no wheel for x Nothing was changed." in err
    assert (data / "tonsai.db").read_bytes() == before


def test_a_release_brings_its_own_packages_on_a_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    release = make_release(
        tmp_path / "new",
        program="exit 0",
        setup="import os, pathlib\npathlib.Path('seen').write_text(os.environ.get('PIP_FIND_LINKS', ''))",
    )
    updating.set_up(release)
    assert (release / "seen").read_text() == ""
    (release / updating.WHEELS).mkdir()
    updating.set_up(release)
    assert (release / "seen").read_text() == str(release / updating.WHEELS)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_is_unpacked_beside_this_tree_under_its_version(tmp_path: Path, kind: str) -> None:
    source = make_release(tmp_path / "tonsai-source", program="exit 0")
    archive = tmp_path / f"release.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as made:
            for path in source.rglob("*"):
                made.write(path, path.relative_to(tmp_path))
    else:
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(source, source.name)
    tree = updating.unpack(archive, tmp_path)
    assert tree == tmp_path / "tonsai-9.9.9"
    assert updating.read_version(tree) == "9.9.9"
    with pytest.raises(updating.UpdateError, match="is there already"):
        updating.unpack(archive, tmp_path)


def test_an_archive_that_leads_out_of_its_folder_writes_nothing(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../../outside.txt", "x")
    with pytest.raises(updating.UpdateError, match="leads out of its folder"):
        updating.unpack(archive, beside)
    assert not (tmp_path / "outside.txt").exists()
    assert list(beside.iterdir()) == []


@pytest.mark.parametrize("content", ["", '[project]\nname = "other"\nversion = "1"\n', "[", None])
def test_what_is_no_release_is_said(tonsai: Run, data: Path, tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "something"
    folder.mkdir()
    if content is not None:
        (folder / "pyproject.toml").write_text(content)
    code, _, err = tonsai("update", str(folder))
    assert code == 1
    assert "is no release of Tonsai. Nothing was changed." in err


def test_nothing_is_updated_under_a_running_server(tonsai: Run, data: Path, tmp_path: Path) -> None:
    release = make_release(tmp_path / "new", program="exit 0")
    with take_folder(data):
        code, _, err = tonsai("update", str(release))
    assert code == 1
    assert "(restore.serving)" in err
