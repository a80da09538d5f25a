"""The site in an address: `/s/<code>/…` names one of several sites of an installation.

The prefix is taken off before anything else looks at the address and put into SCRIPT_NAME, so routes know nothing of
it, `url_for` keeps it, and a cookie that is set under it is sent back under it alone: one browser may be at home in two
sites. What pages and redirects say as `/path` gets the prefix on its way out, in one place; scripts read it from
`data-root` of the page (`tonsai/root.js`). With one site nobody needs it, and nothing of this costs anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from sqlalchemy import bindparam, select

from shared.domain.errors import QueueError
from shared.store.models import Site
from shared.store.prepared import Prepared
from shared.web.deps import deps

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAMED = "tonsai.site"
"""In the environment of a request: the code that its address names."""
_ADDRESS = re.compile(r"/s/([A-Za-z0-9_-]{1,40})(/.*)?", re.DOTALL)
_WAY = re.compile(rb"""(?<=[\s])(href|src|action|data-base|poster)="(/(?!/)[^"]*)\"""")
_OF_ALL = re.compile(r"/([a-z]+/)?static/|/s/")
"""Scripts, styles, fonts and icons are the same for every site: one address, kept once. `/s/…` is whole already."""
_BY_CODE = Prepared(select(Site.id).where(Site.code == bindparam("code")))


class SiteInAddress:
    """Takes `/s/<code>` off the path of every request, sockets included."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Serve a request."""
        found = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        if found is not None:
            environ[NAMED] = found[1]
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/s/{found[1]}"
            environ["PATH_INFO"] = found[2] or "/"
        return self._app(environ, start_response)


def register_sites(app: Flask) -> None:
    """Put the prefix of a request before every way in its answer; call before anything else that changes answers."""

    @app.after_request
    def _ways(response: Response) -> Response:
        root = request.script_root
        if not root:
            return response
        if "Location" in response.headers:
            response.headers["Location"] = with_root(response.headers["Location"], root)
        wait, url, way = response.headers.get("Refresh", "").partition("url=")
        if url:
            response.headers["Refresh"] = f"{wait}{url}{with_root(way, root)}"
        if response.mimetype == "text/html" and not response.direct_passthrough:
            response.set_data(_WAY.sub(lambda m: _rooted(m, root), response.get_data()))
        return response


def with_root(way: str, root: str) -> str:
    """Return a way of this house below `root`; ways elsewhere, ways below it already and what all sites share stay."""
    if not way.startswith("/") or way.startswith(("//", f"{root}/")) or way == root or _OF_ALL.match(way):
        return way
    return f"{root}{way}"


def _rooted(found: re.Match[bytes], root: str) -> bytes:
    return b'%s="%s"' % (found[1], with_root(found[2].decode(), root).encode())


def named_site() -> int | None:
    """Return the site that the address names, None where it names none; refuse with `site.unknown`."""
    code = request.environ.get(NAMED)
    if code is None:
        return None
    if "named_site" not in g:
        row = _BY_CODE.ask(deps().engine, {"code": code})
        if row is None:
            raise QueueError("site.unknown", site=code)
        g.named_site = row[0]
    found: int = g.named_site
    return found


def home_site() -> int | None:
    """Return the site of the settings whose addresses need no prefix, None where none is set or there is none such."""
    code = deps().settings.site
    row = _BY_CODE.ask(deps().engine, {"code": code}) if code is not None else None
    return row[0] if row is not None else None


def is_elsewhere(site_id: int) -> bool:
    """True when the address names another site than this one; the request is then known to come from elsewhere."""
    named = named_site()
    if named is None or named == site_id:
        return False
    g.from_elsewhere = True
    return True


def keep_to(site_id: int) -> None:
    """Refuse with `site.other` whoever belongs to this site at an address of another."""
    if is_elsewhere(site_id):
        raise QueueError("site.other")


def came_from_elsewhere() -> bool:
    """True when somebody was known, but at another site than the address names."""
    return bool(g.get("from_elsewhere", False))
