"""What set-up puts into shared/static/vendor is what the pages can use."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from deploy import fonts, icons, vendor

VENDOR = vendor.STATIC / "vendor"
SPRITE = VENDOR / "icons.svg"
IMPORT_MAP: dict[str, str] = json.loads((vendor.STATIC / "importmap.json").read_text())
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")

PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="vendor/fonts.css">
<script type="importmap">{map}</script>
<body><svg width="24" height="24"><use href="vendor/icons.svg#bell"/></svg><p id="p"></p>
<script type="module">
import {{ render }} from "preact";
import {{ useState }} from "preact/hooks";
import htm from "htm";
import {{ h }} from "preact";
import {{ signal }} from "@preact/signals";
import {{ computed }} from "@preact/signals-core";
import {{ io }} from "socket.io-client";
const html = htm.bind(h);
const number = signal("A012");
const long = computed(() => number.value + "!");
function Ticket() {{
  const [state] = useState("waiting");
  return html`<b>${{long}} ${{state}} ${{typeof io}}</b>`;
}}
render(html`<${{Ticket}} />`, document.getElementById("p"));
const faces = await document.fonts.load("800 20px Sarabun", "กA");
document.body.dataset.fonts = faces.length;
</script>"""


@pytest.mark.parametrize("name", IMPORT_MAP.values())
def test_a_module_is_served_under_a_name_every_web_server_knows(name: str) -> None:
    text = (VENDOR / name).read_text()
    assert name.endswith(".js")
    assert "sourceMappingURL" not in text
    assert re.search(r"\beval\(|new Function", text) is None


@pytest.mark.parametrize("name", IMPORT_MAP.values())
def test_a_module_imports_only_what_the_import_map_knows(name: str) -> None:
    text = (VENDOR / name).read_text()
    assert set(re.findall(r"""(?:from|import)\s*["']([^"']+)["']""", text)) <= IMPORT_MAP.keys()


def test_each_icon_is_in_the_sprite_once() -> None:
    names = [symbol.get("id") for symbol in ET.parse(SPRITE).getroot()]  # noqa: S314 (our own)
    assert names == icons.ICONS
    assert len(names) == len(set(names))


def test_the_sprite_leaves_the_stroke_width_to_the_page() -> None:
    assert "stroke-width" not in SPRITE.read_text()


def test_the_style_sheet_names_files_that_are_there() -> None:
    named = re.findall(r'url\("([^"]+)"\)', (VENDOR / "fonts.css").read_text())
    assert len(named) == len(fonts.WEIGHTS) * len(fonts.SUBSETS)
    assert all((VENDOR / name).is_file() for name in named)


@pytest.mark.parametrize(("weight", "style"), fonts.WEIGHTS.items())
def test_a_merged_font_has_thai_and_latin_and_its_own_name(weight: int, style: str) -> None:
    font = TTFont(VENDOR / f"fonts/Sarabun-{style}.ttf")
    assert {ord(sign) for sign in "กฮะำเ์๐๙A0z9é–’“”"} <= font.getBestCmap().keys()
    assert font["OS/2"].usWeightClass == weight
    names = font["name"]
    assert (names.getDebugName(16), names.getDebugName(17)) == ("Sarabun", style)
    # Where Thai marks go above and below each other is in these tables.
    assert {"GSUB", "GPOS", "GDEF"} <= set(font.keys())


def test_every_borrowed_thing_brings_its_licence() -> None:
    assert len(list((VENDOR / "licences").iterdir())) == len(vendor.LICENSED)


@pytest.mark.browser
def test_a_page_can_use_all_of_it(tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    addresses = {name: f"./vendor/{file}" for name, file in IMPORT_MAP.items()}
    (tmp_path / "vendor").symlink_to(VENDOR)
    (tmp_path / "index.html").write_text(PAGE.format(map=json.dumps({"imports": addresses})))
    with static_server(tmp_path) as address:
        options = ["--headless=new", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}"]
        shown = subprocess.run(
            [CHROMIUM, *options, "--virtual-time-budget=5000", "--dump-dom", address],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    assert "<b>A012! waiting function</b>" in shown.stdout
    assert 'data-fonts="2"' in shown.stdout


@contextlib.contextmanager
def static_server(folder: Path) -> Iterator[str]:
    """The folder over HTTP: a browser loads no modules from files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
