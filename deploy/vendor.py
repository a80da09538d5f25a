"""Fill `shared/static/vendor/` with what the screens borrow: a fixed list of files out of node_modules.

Nothing is bundled or rewritten. Pages import the modules through the import map, and a machine in an office
needs neither Node nor the internet. Run by set-up as `.venv/bin/python -m deploy.vendor`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from deploy.fonts import make_arabic, make_fonts
from deploy.icons import make_sprite

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
STATIC = ROOT / "shared/static"

# Import name → file. All are served as `.js`: older web servers do not know `.mjs`, and a browser refuses a
# module of unknown type.
MODULES = {
    "preact": "preact/dist/preact.mjs",
    "preact/hooks": "preact/hooks/dist/hooks.mjs",
    "htm": "htm/dist/htm.module.js",
    "@preact/signals": "@preact/signals/dist/signals.module.js",
    "@preact/signals-core": "@preact/signals-core/dist/signals-core.module.js",
    "socket.io-client": "socket.io-client/dist/socket.io.esm.min.js",
}
FONT = "@fontsource/sarabun"
FONT_OF_JAWI = "@fontsource/noto-naskh-arabic"
ICON_SET = "@tabler/icons"
LICENSED = (
    "preact",
    "htm",
    "@preact/signals",
    "@preact/signals-core",
    "socket.io-client",
    FONT,
    FONT_OF_JAWI,
    ICON_SET,
)
# The maps are not shipped: naming them would make every open inspector ask for a missing file.
SOURCE_MAP = re.compile(r"\s*//# sourceMappingURL=\S+\s*$")


def make_vendor_folder(target: Path) -> None:
    """Build the folder aside and swap it in, so that a running server never sees half of it."""
    fresh = target.with_name(f"{target.name}.new")
    stale = target.with_name(f"{target.name}.old")
    for leftover in (fresh, stale):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    _copy_modules(fresh)
    (fresh / "icons.svg").write_text(make_sprite(NODE_MODULES / ICON_SET))
    make_fonts(NODE_MODULES / FONT, fresh)
    make_arabic(NODE_MODULES / FONT_OF_JAWI, fresh)
    _copy_licences(fresh / "licences")
    if target.exists():
        target.rename(stale)
    fresh.rename(target)
    shutil.rmtree(stale, ignore_errors=True)


def _copy_modules(folder: Path) -> None:
    names: dict[str, str] = json.loads((STATIC / "importmap.json").read_text())
    if names.keys() != MODULES.keys():
        raise ValueError("importmap.json and the list of modules name different things")
    for module, name in names.items():
        text = (NODE_MODULES / MODULES[module]).read_text()
        (folder / name).write_text(SOURCE_MAP.sub("", text) + "\n")


def _copy_licences(folder: Path) -> None:
    folder.mkdir()
    for package in LICENSED:
        name = package.removeprefix("@").replace("/", "-")
        shutil.copyfile(NODE_MODULES / package / "LICENSE", folder / f"{name}.txt")


if __name__ == "__main__":
    make_vendor_folder(STATIC / "vendor")
