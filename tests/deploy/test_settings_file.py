"""`tonsai settings export|import`: one file out and in, a trial, every fault named, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

from tests.deploy.test_cli import Run, office, rows, tonsai

__all__ = ["office", "tonsai"]


def test_the_settings_go_out_and_in_and_the_same_file_changes_nothing(office: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    assert office("settings", "export", str(file)).code == 0
    again = office("settings", "import", str(file))
    assert (again.code, "nothing was changed" in again.out) == (0, True)
    document = json.loads(file.read_text(encoding="utf-8"))
    document["settings"]["rules"]["recall_limit"] = 5
    file.write_text(json.dumps(document), encoding="utf-8")
    tried = office("settings", "import", str(file), "--dry-run")
    assert (tried.code, tried.out.splitlines()) == (0, ["settings:rules", "A trial: nothing was changed."])
    assert rows(tmp_path, "SELECT count(*) FROM journal WHERE kind = 'settings.changed'") == [(0,)]
    taken = office("settings", "import", str(file))
    assert taken.out.splitlines()[0] == "settings:rules"
    assert json.loads(office("settings", "export", "-").out) == document


def test_every_fault_is_named_and_nothing_is_changed(office: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    office("settings", "export", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    document["settings"]["rules"]["recall_limit"] = 99
    document["groups"][0]["prefix"] = "I"
    file.write_text(json.dumps(document), encoding="utf-8")
    refused = office("settings", "import", str(file))
    assert refused.code == 1
    assert "groups[0].prefix: request.invalid" in refused.err
    assert "settings.rules.recall_limit: request.invalid" in refused.err
    assert "2 faults. Nothing was changed." in refused.err
    file.write_text("{", encoding="utf-8")
    assert "is no JSON" in office("settings", "import", str(file)).err
