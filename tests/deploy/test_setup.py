"""Set-up does a step once, does it again when its inputs change, and says in one line what it cannot do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from deploy import checks, machine, setup, stamps
from deploy.machine import Need


class TestStamps:
    """When a step may be skipped."""

    def test_a_step_without_a_stamp_is_done(self, tmp_path: Path) -> None:
        assert not stamps.is_fresh(tmp_path / "stamp", ["a"])

    def test_a_step_is_skipped_until_its_input_changes(self, tmp_path: Path) -> None:
        source, stamp = tmp_path / "source", tmp_path / "made/stamp"
        source.write_text("one")
        stamps.put(stamp, stamps.digest(source))
        assert stamps.is_fresh(stamp, [stamps.digest(source)])
        source.write_text("two")
        assert not stamps.is_fresh(stamp, [stamps.digest(source)])

    def test_inputs_cannot_run_into_each_other(self) -> None:
        assert stamps.digest("ab", "c") != stamps.digest("a", "bc")


class TestNeeds:
    """What the machine lacks."""

    def test_what_is_there_is_left_alone(self, no_apt: list[list[str]]) -> None:
        machine.provide([Need("thing", "to test", lambda: True)])
        assert no_apt == []

    def test_what_is_lacking_is_named_in_one_line(self, no_apt: list[list[str]]) -> None:
        with pytest.raises(SystemExit) as stopped:
            machine.provide([Need("thing", "to test", lambda: False)])
        assert str(stopped.value) == (
            "tonsai set-up: please install thing (to test), for example: sudo apt-get install thing"
        )

    def test_what_is_only_welcome_stops_nothing(
        self, no_apt: list[list[str]], capsys: pytest.CaptureFixture[str]
    ) -> None:
        machine.provide([Need("thing", "to check more", lambda: False, required=False)])
        assert "going on without it" in capsys.readouterr().err

    def test_a_browser_that_only_tells_to_install_a_snap_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake = tmp_path / "chromium-browser"
        fake.write_text("#!/bin/sh\nexit 1\n")
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
        monkeypatch.delenv("CHROMIUM", raising=False)
        assert machine.find_chromium() is None


class TestSetUp:
    """The steps as a whole, on the tree that is running these tests."""

    def test_everything_is_fresh_while_the_tests_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """`deploy/test` has just prepared the tree; a second time nothing may be executed."""

        def refuse(*command: object, **_: object) -> None:
            raise AssertionError(f"a step was done again: {command}")

        monkeypatch.setattr(machine, "execute", refuse)
        setup.make_venv()
        setup.install_packages(tests=True)
        setup.install_packages(tests=False)
        setup.install_ourselves()
        setup.fetch_node_modules(tests=True)
        setup.make_vendor_files()

    def test_an_old_python_is_told_so(self) -> None:
        with pytest.raises(SystemExit, match=r"Python 9\.0 or newer is needed"):
            machine.demand_python((9, 0))

    @pytest.mark.parametrize("name", ["run", "test", "bench"])
    def test_a_launcher_is_a_program(self, name: str) -> None:
        launcher = setup.ROOT / "deploy" / name
        assert launcher.stat().st_mode & 0o111
        compile(launcher.read_text(), str(launcher), "exec")


class TestClosingLine:
    """Both pytest runs told as one."""

    def test_numbers_are_read_and_added(self) -> None:
        first = checks.count("==== 2 failed, 30 passed, 1 skipped, 4 deselected, 1 warning in 3.20s ====")
        second = checks.count("\x1b[32m5 passed\x1b[0m, 30 deselected, 1 error in 1.00s")
        assert checks.closing_line(first + second, 4.2).strip("=\n") == (
            " 2 failed, 35 passed, 1 skipped, 1 warnings, 1 errors in 4.20s "
        )

    def test_nothing_found_is_said(self) -> None:
        assert "no tests ran" in checks.closing_line(Counter(), 0.0)


@pytest.fixture
def no_apt(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine where nobody may install anything; every attempt is kept."""
    attempts: list[list[str]] = []

    def keep(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        attempts.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(subprocess, "run", keep)
    return attempts


def test_a_program_has_our_packages_whatever_python_comes_first_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(
        shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    )
    words = "from deploy import setup; setup.become(['python', '-c', 'import sys; print(sys.prefix)'])"
    told = subprocess.run(
        [sys.executable, "-c", words],
        cwd=setup.ROOT, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(told.stdout.strip()) == setup.VENV


def test_the_tests_run_in_our_own_environment() -> None:
    assert Path(sys.prefix) == setup.VENV
