"""Restoring: only what holds replaces anything, older releases come along, the replaced database stays aside."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deploy.chores import migrate_copy
from deploy.database import upgrade
from shared.domain.errors import QueueError
from shared.domain.keeping import Target
from shared.keeping import restore as restoring
from shared.keeping.copies import make_copy
from shared.keeping.manifest import read_manifest
from shared.keeping.places import Copy
from shared.keeping.restore import Restored, restore_copy
from tests.clockwork import OPENING_DAY, Clock
from tests.office import open_office

pytestmark = pytest.mark.sqlite("a copy is one of the file")

OLD = Path(__file__).parent / "office_at_0001.sql"


def copied(database: Path, place: Path) -> Copy:
    """Return a copy of a database that nobody has open."""
    return make_copy(
        data=database.parent, url=f"sqlite:///{database}", target=Target("place", "folder", str(place)), keeping=None,
        version="0.1.0", now=OPENING_DAY,
    )[0]  # fmt: skip


def restored(copy: Path, database: Path) -> Restored:
    """Restore a copy over a database."""
    return restore_copy(
        copy, data=database.parent, url=f"sqlite:///{database}", migrate=migrate_copy, now=OPENING_DAY
    )


def old_database(path: Path) -> Path:
    """Return a database as release 0.1.0 left it, at migration 0001."""
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(OLD.read_text(encoding="utf-8"))
    return path


def read(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read a database with another program's eyes."""
    with closing(sqlite3.connect(database)) as conn:
        return conn.execute(sql).fetchall()


def test_what_was_lost_comes_back_and_what_came_after_is_kept_aside(
    database: Path, clock: Clock, tmp_path: Path
) -> None:
    with open_office(database, clock) as office:
        office.issue("A")
    copy = copied(database, tmp_path / "place")
    with open_office(database, clock, first_token=2) as office:
        office.issue("A")
    done = restored(copy.path, database)
    assert read(database, "SELECT number FROM ticket") == [(1,)]
    assert done.aside is not None
    assert read(done.aside / "tonsai.db", "SELECT number FROM ticket ORDER BY 1") == [(1,), (2,)]
    assert done.entries == copy.manifest.entries
    with open_office(database, clock, first_token=3) as office:
        assert office.issue("A") == "A002"
        assert office.verify().fault is None


def test_a_copy_of_the_first_release_is_restored_migrated_and_served(tmp_path: Path, clock: Clock) -> None:
    database = old_database(tmp_path / "tonsai.db")
    copy = copied(database, tmp_path / "place")
    assert copy.manifest.revision == "0001"
    done = restored(copy.path, database)
    fresh = tmp_path / "fresh.db"
    upgrade(f"sqlite:///{fresh}")
    schema = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    assert read(database, schema) == read(fresh, schema)
    assert read(database, "SELECT version_num FROM alembic_version") != [("0001",)]
    with open_office(database, clock, first_token=9) as office:
        found = office.verify()
        assert (found.fault, found.entries + 1) == (None, done.entries)  # the market stall has one of its own
        assert office.state("B001") == "waiting"
        assert office.ben.open().call_next() == "B001"


def test_a_copy_of_a_later_release_is_refused_and_nothing_is_replaced(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    copy = copied(database, tmp_path / "place")
    before = read(database, "SELECT seq FROM journal")
    with pytest.raises(QueueError, match=r"restore\.newer"):
        restored(copy.path, database)
    assert read(database, "SELECT seq FROM journal") == before
    assert not (tmp_path / "replaced").exists()


def test_a_broken_copy_replaces_nothing(database: Path, tmp_path: Path) -> None:
    copy = copied(database, tmp_path / "place")
    other = tmp_path / "place" / "tonsai-other.zip"
    with zipfile.ZipFile(copy.path) as old, zipfile.ZipFile(other, "w") as new:
        content = bytearray(old.read("tonsai.db"))
        content[5000] ^= 0xFF
        new.writestr("tonsai.db", bytes(content))
        new.writestr("backup.json", old.read("backup.json"))
    before = database.read_bytes()
    with pytest.raises(QueueError, match=r"backup\.broken"):
        restored(other, database)
    assert database.read_bytes() == before
    assert not (tmp_path / "replaced").exists()


def test_a_database_that_is_broken_is_replaced_and_kept_as_it_is(database: Path, tmp_path: Path) -> None:
    copy = copied(database, tmp_path / "place")
    database.write_bytes(b"what the flood left")
    Path(f"{database}-wal").write_bytes(b"a log of another file")
    done = restored(copy.path, database)
    assert done.aside is not None
    assert (done.aside / "tonsai.db").read_bytes() == b"what the flood left"
    assert not Path(f"{database}-wal").exists()
    assert read(database, "PRAGMA integrity_check") == [("ok",)]


def test_a_copy_is_restored_on_an_empty_machine(database: Path, tmp_path: Path) -> None:
    copy = copied(database, tmp_path / "place")
    new = tmp_path / "new" / "tonsai.db"
    done = restored(copy.path, new)
    assert done.aside is None
    assert read(new, "SELECT code FROM site ORDER BY id") == [("office",), ("market",)]


@pytest.mark.parametrize("step", ["unpack", "_fold", "_put_aside"])
def test_a_power_cut_before_the_exchange_leaves_the_old_database(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copy = copied(database, tmp_path / "place")
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE staff SET name = 'newer' WHERE id = 1")
    done = getattr(restoring, step)

    def cut(*arguments: Any, **named: Any) -> Any:
        done(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, step, cut)
    with pytest.raises(KeyboardInterrupt):
        restored(copy.path, database)
    assert read(database, "SELECT name FROM staff WHERE id = 1") == [("newer",)]
    assert read(database, "PRAGMA integrity_check") == [("ok",)]


def test_files_come_back_and_one_that_differs_is_kept_aside(database: Path, tmp_path: Path) -> None:
    road, bridge = (tmp_path / "pictures" / name for name in ("road.jpg", "bridge.jpg"))
    road.parent.mkdir()
    road.write_bytes(b"a road")
    bridge.write_bytes(b"a bridge")
    copy = copied(database, tmp_path / "place")
    road.write_bytes(b"another road")
    bridge.unlink()
    (tmp_path / "pictures" / "later.jpg").write_bytes(b"later")
    done = restored(copy.path, database)
    assert (road.read_bytes(), bridge.read_bytes()) == (b"a road", b"a bridge")
    assert done.aside is not None
    assert (done.aside / "pictures/road.jpg").read_bytes() == b"another road"
    assert (tmp_path / "pictures" / "later.jpg").read_bytes() == b"later"


def test_a_copy_whose_picture_is_gone_is_not_whole(database: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "road.jpg").write_bytes(b"a road")
    copy = copied(database, tmp_path / "place")
    for path in (tmp_path / "place" / "files").iterdir():
        path.write_bytes(b"a rood")
    with pytest.raises(QueueError, match=r"backup\.broken"):
        restored(copy.path, database)


def test_a_name_that_leads_out_of_the_folder_writes_nothing(database: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "road.jpg").write_bytes(b"a road")
    copy = copied(database, tmp_path / "place")
    evil = tmp_path / "place" / "tonsai-evil.zip"
    with zipfile.ZipFile(copy.path) as old, zipfile.ZipFile(evil, "w") as new:
        new.writestr("tonsai.db", old.read("tonsai.db"))
        new.writestr("backup.json", old.read("backup.json").replace(b"pictures/road.jpg", b"../../evil.jpg"))
    assert read_manifest(evil).files[0].path == "../../evil.jpg"
    data = tmp_path / "deep" / "data"
    restored(evil, data / "tonsai.db")
    assert not (tmp_path / "evil.jpg").exists()
    assert not (tmp_path / "deep" / "evil.jpg").exists()
