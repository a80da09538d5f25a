"""Copies: whole or not there, verified, rotated, without the links that must not stay."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deploy.chores import migrate_copy
from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping, Target
from shared.keeping import copies, places
from shared.keeping.copies import make_copy
from shared.keeping.manifest import DATABASE, hash_file, read_manifest
from shared.keeping.places import Copy, list_copies
from shared.keeping.snapshots import take_snapshot
from shared.keeping.trial import try_newest
from tests.clockwork import Clock
from tests.office import Office

pytestmark = pytest.mark.sqlite("a copy is one of the file")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for copies."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def copy(office: Office, database: Path, place: Path) -> Callable[..., Copy]:
    """Copy the office to the place."""
    office.issue("A")
    office.ana.open()
    office.ana.serve_next("T1")
    office.rate("A001", 4)

    def make(keeping: Keeping | None = Keeping(), **target: Any) -> Copy:  # noqa: B008 - frozen
        kind = target.get("kind", "folder")
        return make_copy(
            data=database.parent, url=f"sqlite:///{database}", target=Target("place", kind, str(place)),
            keeping=keeping, version="1.2.3", now=office.clock(),
        )[0]  # fmt: skip

    return make


def refused(code: str, act: Callable[[], object]) -> QueueError:
    """Return the refusal of `act`."""
    with pytest.raises(QueueError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def looks_good(place: Path) -> list[str]:
    """Return the names that somebody would take for a copy."""
    return sorted(path.name for path in place.glob("*.zip"))


def test_a_copy_holds_everything_and_says_so(office: Office, copy: Callable[..., Copy], place: Path) -> None:
    made = copy()
    assert looks_good(place) == ["tonsai-20270112T020000Z.zip"] == [made.path.name]
    kept = read_manifest(made.path)
    assert (kept.version, kept.at, kept.rows["ticket"], kept.rows["staff"]) == (
        "1.2.3",
        "2027-01-12T02:00:00Z",
        1,
        5,
    )
    assert {chain.site: chain.entries for chain in kept.chains} == {
        "office": office.verify().entries,
        "market": 1,
    }
    assert made.path.with_name(made.path.name + ".sha256").read_text().split()[0] == hash_file(made.path)
    assert made.path.stat().st_mode & 0o007 == 0


def test_a_copy_keeps_no_link_from_a_rating_to_its_ticket(
    office: Office, copy: Callable[..., Copy], tmp_path: Path
) -> None:
    made = copy()
    with zipfile.ZipFile(made.path) as archive:
        path = Path(archive.extract(DATABASE, tmp_path / "out"))
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT ticket_id, verified, score FROM rating").fetchall() == [(None, 1, 4)]
    with office.engine.connect() as live:
        assert live.exec_driver_sql("SELECT ticket_id FROM rating").scalar() == 1


def test_work_goes_on_while_a_copy_is_made(
    office: Office, copy: Callable[..., Copy], monkeypatch: Any
) -> None:
    taken = take_snapshot

    def meanwhile(source: Path, target: Path) -> Any:
        seen = taken(source, target)
        office.issue("B")
        return seen

    monkeypatch.setattr(copies, "take_snapshot", meanwhile)
    assert copy().manifest.rows["ticket"] == 1
    assert office.state("B001") == "waiting"


def test_a_place_inside_the_data_folder_does_not_copy_itself(
    clock: Clock, copy: Callable[..., Copy], database: Path, place: Path
) -> None:
    assert place.parent == database.parent
    assert copy().manifest.files == ()
    clock.advance(days=1)
    assert copy().manifest.files == ()


def test_files_beside_the_database_come_along_once(
    office: Office, copy: Callable[..., Copy], database: Path, place: Path
) -> None:
    pictures = database.parent / "pictures"
    pictures.mkdir()
    (pictures / "road.jpg").write_bytes(b"a road")
    (pictures / "same.jpg").write_bytes(b"a road")
    (database.parent / "secret").write_text("not for a stick")
    first = copy()
    assert sorted(f.path for f in first.manifest.files if f.path.startswith("pictures")) == [
        "pictures/road.jpg", "pictures/same.jpg",
    ]  # fmt: skip
    assert "secret" not in str(first.manifest.files)
    assert (place / "files" / first.manifest.files[-1].sha256).read_bytes() == b"a road"
    assert b"not for a stick" not in b"".join(p.read_bytes() for p in place.rglob("*") if p.is_file())


CUTS = ("take_snapshot", "_write", "extract", "check_chains", "_give_name")


@pytest.mark.parametrize("step", CUTS)
def test_whatever_fails_leaves_nothing_that_looks_like_a_copy(
    copy: Callable[..., Copy], place: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    done = getattr(copies, step)

    def fail(*arguments: Any, **named: Any) -> Any:
        if step != "_give_name":  # that one is the last: it must fail before, not after
            done(*arguments, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copies, step, fail)
        with pytest.raises(KeyboardInterrupt):
            copy()
    assert looks_good(place) == []
    copy()
    assert sorted(path.suffix for path in place.iterdir()) == [".sha256", ".zip"]


def test_a_power_cut_in_the_middle_leaves_nothing_that_looks_like_a_copy(database: Path, place: Path) -> None:
    program = f"""
import os, signal
from datetime import datetime, UTC
from pathlib import Path
from shared.domain.keeping import Target
from shared.keeping import copies
copies.check_snapshot = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
copies.make_copy(data=Path({str(database.parent)!r}), url="sqlite:///" + {str(database)!r},
    target=Target("place", "folder", {str(place)!r}), keeping=None, version="1", now=datetime.now(UTC))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert looks_good(place) == []
    assert [path.suffix for path in place.iterdir()] == [".partial"]


def test_a_medium_that_changes_a_byte_is_noticed(
    copy: Callable[..., Copy], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(path: Path) -> None:
        if path.suffix == ".partial":
            content = bytearray(path.read_bytes())
            content[len(content) // 3] ^= 0xFF
            path.write_bytes(content)

    monkeypatch.setattr(copies, "settle", spoil)
    refused("backup.broken", copy)
    assert looks_good(place) == []


def test_a_row_that_is_missing_in_the_copy_is_noticed(
    copy: Callable[..., Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take_snapshot

    def lose(source: Path, target: Path) -> Any:
        seen = taken(source, target)
        with sqlite3.connect(target) as conn:
            conn.execute("DELETE FROM rating")
        conn.close()
        return seen

    monkeypatch.setattr(copies, "take_snapshot", lose)
    assert refused("backup.broken", copy).details["part"] == "rows"


def test_a_journal_that_was_changed_is_not_copied_as_if_it_held(
    office: Office, copy: Callable[..., Copy], place: Path
) -> None:
    office.by_hand("UPDATE journal SET body = replace(body, 'A001', 'A002') WHERE kind = 'ticket.issued'")
    assert refused("backup.broken", copy).details["part"] == "journal"
    assert looks_good(place) == []


def test_a_full_medium_is_said(
    copy: Callable[..., Copy], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    refused("backup.no_room", copy)
    assert looks_good(place) == []


def test_a_stick_that_is_away_is_said_and_no_folder_is_made_in_its_place(
    copy: Callable[..., Copy], place: Path
) -> None:
    place.rmdir()
    refused("backup.absent", lambda: copy(kind="stick"))
    assert not place.exists()


def test_the_empty_mount_point_of_a_stick_is_no_stick(
    copy: Callable[..., Copy], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused("backup.not_mounted", lambda: copy(kind="stick"))
    refused("backup.not_mounted", lambda: copy(kind="host"))
    monkeypatch.setattr(places, "is_same_disk", lambda *_: False)
    assert copy(kind="stick").path.exists()
    assert len(looks_good(place)) == 1


def test_old_copies_make_room_and_those_of_another_office_stay(
    office: Office, clock: Clock, copy: Callable[..., Copy], place: Path
) -> None:
    keeping = Keeping(daily=2, weekly=0, monthly=0)
    first = copy(keeping).path
    foreign = place / "tonsai-20200101T000000Z.zip"
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(foreign, "w") as new:
        first_hash = read_manifest(first).chains
        text = old.read("backup.json").decode()
        for chain in first_hash:
            text = text.replace(chain.first_hash, "0" * 64)
        new.writestr("backup.json", text)
    stranger = place / "tonsai-letter.zip"
    stranger.write_text("only called like one")
    for _ in range(2):
        clock.advance(days=1)
        copy(keeping)
    assert looks_good(place) == [
        "tonsai-20200101T000000Z.zip", "tonsai-20270113T020000Z.zip", "tonsai-20270114T020000Z.zip",
        "tonsai-letter.zip",
    ]  # fmt: skip
    assert not first.with_name(first.name + ".sha256").exists()


def test_a_copy_by_hand_deletes_nothing(clock: Clock, copy: Callable[..., Copy], place: Path) -> None:
    for _ in range(12):
        copy(None)
        clock.advance(minutes=1)
    assert len(looks_good(place)) == 12


def test_a_file_no_copy_names_any_more_goes(
    clock: Clock, copy: Callable[..., Copy], database: Path, place: Path
) -> None:
    picture = database.parent / "pictures" / "road.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"a road")
    keeping = Keeping(daily=2, weekly=0, monthly=0)
    copy(keeping)
    picture.unlink()
    for days in (1, 1):
        assert (place / "files").exists()
        clock.advance(days=days)
        copy(keeping)
    assert b"a road" not in [path.read_bytes() for path in (place / "files").glob("*")]


def test_the_newest_copy_is_tried_and_a_broken_one_is_found_out(
    clock: Clock, copy: Callable[..., Copy], database: Path, place: Path
) -> None:
    keeping = Keeping(targets=(Target("place", "folder", str(place)),))
    refused("backup.none", lambda: try_newest(data=database.parent, keeping=keeping, migrate=migrate_copy))
    copy()
    clock.advance(days=1)
    newest = copy()
    trial = try_newest(data=database.parent, keeping=keeping, migrate=migrate_copy)
    assert (trial.copy.path, trial.entries) == (newest.path, newest.manifest.entries)
    content = bytearray(newest.path.read_bytes())
    content[200] ^= 0xFF
    newest.path.write_bytes(content)
    refused("backup.broken", lambda: try_newest(data=database.parent, keeping=keeping, migrate=migrate_copy))
    assert list((database.parent / "scratch").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"a letter", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_copy_is_said(place: Path, content: bytes) -> None:
    path = place / "tonsai-x.zip"
    path.write_bytes(content)
    refused("backup.broken", lambda: read_manifest(path))
    assert list_copies(place) == []
    refused("backup.unknown", lambda: read_manifest(place / "nothing.zip"))
