"""`tonsai update`: another version from a folder or an archive, on a stick if need be, and by itself the way back.

The present version makes the copy and holds it; the new one migrates, walks every chain and has to answer as healthy
on a port of its own before anything points at it. Whatever fails puts the copy back, so that the old version serves
tomorrow what it served yesterday.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import click

from deploy.chores import House, do_backup, find_target, migrate_copy
from deploy.commands.keeping import open_house, record_restored, said
from deploy.database import AlreadyServedError, take_folder
from shared import clock
from shared.domain.errors import QueueError
from shared.keeping.places import Copy
from shared.keeping.restore import restore_copy
from shared.settings import Settings

TREE = Path(__file__).resolve().parents[2]
WHEELS = "wheels"
"""Folder of a release with every package it needs, for a machine without internet: `pip download` made it."""
HEALTHY_WITHIN_S = 90.0
SETUP_S, VERIFY_S = 1800, 1800


class UpdateError(Exception):
    """The new version did not do what it has to; the message is a sentence."""


@click.command()
@click.argument("release", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--link",
    type=click.Path(path_type=Path),
    help="A symbolic link that leads to the tree that serves (/opt/tonsai); it is turned to the new one at the end.",
)
def update(release: Path, link: Path | None) -> None:
    """Change to the version in RELEASE, a folder or an archive (.zip, .tar.gz). Stop the server first.

    It is set up beside this tree, a copy is made and verified, the database migrated and walked, the new server tried.
    When something fails the copy is put back, and this version goes on as if nothing had been.
    """
    if link is not None and not (link.is_symlink() and link.resolve() == TREE):
        raise click.ClickException(f"{link} is no symbolic link to {TREE}.")
    settings = Settings.from_env(os.environ)
    try:
        lock = take_folder(settings.data)
    except AlreadyServedError:
        with said():
            raise QueueError("restore.serving") from None
    try:
        tree = unpack(release, TREE.parent)
        set_up(tree)
    except UpdateError as error:
        lock.close()
        raise click.ClickException(f"{error} Nothing was changed.") from None
    with open_house() as house:
        copy = _copy(house, settings)
    click.echo(f"Copied to {copy.path} and verified.")
    lock.close()  # the new version takes it now, to migrate and to be tried
    try:
        try_version(tree, settings)
    except UpdateError as error:
        _go_back(settings, copy)
        raise click.ClickException(
            f"{error} The copy was put back: version {version('tonsai')} goes on with everything as it was."
        ) from None
    if link is not None:
        turn_link(link, tree)
    click.echo(f"Version {read_version(tree)} is healthy in {tree}. Start the server from there.")
    click.echo(f"The way back: `tonsai restore {copy.path}` in {TREE}.")


def _copy(house: House, settings: Settings) -> Copy:
    with house.engine.connect() as conn:
        target = find_target(conn, settings, None)
    return do_backup(house, target, now=clock.now())


def unpack(release: Path, beside: Path) -> Path:
    """Return the tree of a release: the folder itself, or the archive unpacked beside this tree under its version.

    Raises UpdateError for what is no release of Tonsai, and for an archive that leads out of its folder.
    """
    if release.is_dir():
        read_version(release)
        return release.resolve()
    scratch = beside / f".{release.name}.unpacked"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        if zipfile.is_zipfile(release):
            with zipfile.ZipFile(release) as archive:
                for member in archive.namelist():
                    if not (scratch / member).resolve().is_relative_to(scratch.resolve()):
                        raise UpdateError(f"{release.name} leads out of its folder.")
                archive.extractall(scratch)  # nosec B202 # noqa: S202 - each name was looked at
        else:
            with tarfile.open(release) as tar:
                tar.extractall(scratch, filter="data")  # nosec B202 - the filter refuses what leads out
        inside = list(scratch.iterdir())
        tree = inside[0] if len(inside) == 1 and inside[0].is_dir() else scratch
        final = beside / f"tonsai-{read_version(tree)}"
        if final.exists():
            raise UpdateError(f"{final} is there already.")
        tree.rename(final)
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise UpdateError(f"{release.name} cannot be unpacked ({type(error).__name__}).") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return final


def read_version(tree: Path) -> str:
    """Return the version of a tree; raise UpdateError when it is none of Tonsai."""
    try:
        project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        if project["name"] == "tonsai":
            return str(project["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        pass
    raise UpdateError(f"{tree} is no release of Tonsai.")


def set_up(tree: Path) -> None:
    """Set the new tree up, from its own wheels where it has some; nothing of the present one is touched."""
    environment = {**os.environ, "PYTHONPATH": ""}
    if (tree / WHEELS).is_dir():
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tree / WHEELS)}
    _run(["python3", "-m", "deploy.setup"], tree, environment, SETUP_S, "could not be set up")


def try_version(tree: Path, settings: Settings) -> None:
    """Have the new version migrate the database, walk its chains and serve; raise UpdateError when it does not."""
    tonsai = str(tree / ".venv/bin/tonsai")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TONSAI_BIND"},
        "TONSAI_DATA": str(settings.data),
        "TONSAI_DATABASE_URL": settings.database_url,
        "TONSAI_PORT": str(_free_port()),
    }
    _run(
        [tonsai, "verify"],
        tree,
        environment,
        VERIFY_S,
        "did not migrate the database and find its journal whole",
    )
    address = f"http://127.0.0.1:{environment['TONSAI_PORT']}/api/v1/health"
    with subprocess.Popen(
        [tonsai, "serve"], cwd=tree, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            _wait_until_healthy(server, address)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    until = monotonic() + HEALTHY_WITHIN_S
    while monotonic() < until:
        if server.poll() is not None:
            raise UpdateError("The new version does not serve: it ended at once.")
        try:
            with urlopen(address, timeout=5) as answer:  # nosec B310 # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            sleep(0.5)
    raise UpdateError("The new version does not serve: it was not healthy in time.")


def _go_back(settings: Settings, copy: Copy) -> None:
    with take_folder(settings.data):
        done = restore_copy(
            copy.path, data=settings.data, url=settings.database_url, migrate=migrate_copy, now=clock.now()
        )
        record_restored(settings, copy.path, done)


def turn_link(link: Path, tree: Path) -> None:
    """Let a symbolic link lead to the new tree, in one step."""
    aside = link.with_name(f".{link.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(tree)
    aside.replace(link)


def _run(command: list[str], tree: Path, environment: dict[str, str], seconds: int, failed: str) -> None:
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UpdateError(f"The new version {failed} ({type(error).__name__}).") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
        raise UpdateError(f"The new version {failed}: {last[0][:300]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
