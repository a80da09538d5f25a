"""The rules of the house that a linter cannot say: what is pure stays pure, what is locked stays whole."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json", ROOT / ".npmrc"]
# Runs before there is an environment, on whatever Python the machine came with.
BEFORE_THE_ENVIRONMENT = ["machine.py", "stamps.py", "setup.py"]
OUR_PACKAGES = {"kiosk", "display", "counter", "shared", "deploy"}


def list_imports(path: Path) -> set[str]:
    """Every module the file names, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_standard(name: str) -> bool:
    """True for a module that comes with Python."""
    return name.partition(".")[0] in sys.stdlib_module_names


def test_the_domain_uses_nothing_but_python_and_itself() -> None:
    strangers = {
        (path.name, name)
        for path in (ROOT / "shared/domain").rglob("*.py")
        for name in list_imports(path)
        if not is_standard(name) and not name.startswith("shared.domain")
    }
    assert strangers == set()


@pytest.mark.parametrize("name", BEFORE_THE_ENVIRONMENT)
def test_set_up_needs_nothing_but_python(name: str) -> None:
    allowed = {"deploy.machine", "deploy.stamps"}
    strangers = {found for found in list_imports(ROOT / "deploy" / name) if not is_standard(found)}
    assert strangers <= allowed


def test_the_package_of_the_set_up_stays_empty() -> None:
    """Whatever it imported would have to exist on a fresh machine."""
    assert list_imports(ROOT / "deploy/__init__.py") == set()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_lock_file_names_an_address(path: Path) -> None:
    assert re.findall(r"\w+://\S*|--(?:extra-)?index-url.*|\"resolved\".*", path.read_text()) == []


def test_each_locked_package_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        # A package and its hashes are one logical line.
        for entry in path.read_text().replace("\\\n", " ").splitlines():
            assert re.search("==.* --hash=sha256:", entry), f"{path.name}: {entry[:60]}"


def test_the_running_set_is_part_of_the_test_set() -> None:
    """What is tested is what runs, to the version."""
    run, dev = (read_pins(ROOT / f"requirements/{name}.txt") for name in ("run", "dev"))
    assert run.items() <= dev.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    wanted = {re.split(r"[\[<>=;]", name)[0] for name in named}
    assert wanted <= read_pins(ROOT / "requirements/dev.txt").keys()


def test_what_breaks_the_server_is_not_locked() -> None:
    assert "gevent-websocket" not in read_pins(ROOT / "requirements/dev.txt")


def test_our_package_names_belong_to_us_alone() -> None:
    """They are as general as the folders: a distribution of the same name would hide them or be hidden."""
    asked = subprocess.run(
        [sys.executable, "-c", "import json,kiosk,display,counter,shared,deploy,sys;"
         "print(json.dumps({n:list(sys.modules[n].__path__) for n in sys.argv[1:]}))", *OUR_PACKAGES],
        capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    assert json.loads(asked.stdout) == {name: [str(ROOT / name)] for name in OUR_PACKAGES}


def read_pins(path: Path) -> dict[str, str]:
    """Package → version; a package that differs by Python version keeps all of them."""
    pins: dict[str, str] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", path.read_text(), re.MULTILINE
    ):
        pins[name] = f"{pins[name]} {version}" if name in pins else version
    return pins
