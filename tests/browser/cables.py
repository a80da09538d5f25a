"""The network between a window and the server, which a test may pull out, hold back or make lose an answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Page, Route, WebSocketRoute

SOCKETS = "**/socket.io/**"
EVERYTHING = "**/*"


class Cable:
    """The cable of one browser window. Put it in before the page opens.

    What is sent while it is pulled is lost as on a real line: nobody is told. What was under way on an open socket
    arrives when the cable is back, for that is what TCP does.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._held = False
        self._under_way: list[Callable[[], None]] = []
        self._sockets: list[WebSocketRoute] = []
        self._refused = False
        context.route_web_socket(SOCKETS, self._connect)

    def _connect(self, page: WebSocketRoute) -> None:
        if self._held or self._refused:
            page.close()
            return
        self._sockets.append(page)
        server = page.connect_to_server()
        page.on_message(lambda said: self._pass(lambda: server.send(said)))
        server.on_message(lambda said: self._pass(lambda: page.send(said)))

    def _pass(self, deliver: Callable[[], None]) -> None:
        if self._held:
            self._under_way.append(deliver)
        else:
            deliver()

    def hold_news(self) -> None:
        """Let nothing through the sockets; questions and commands still go."""
        self._held = True

    def pull(self) -> None:
        """Let nothing through at all."""
        self._held = True
        self._context.route(EVERYTHING, _lose)

    def put_back(self) -> None:
        """Let everything through again, first what was under way."""
        self._context.unroute(EVERYTHING, _lose)
        self._held = False
        under_way, self._under_way = self._under_way, []
        for deliver in under_way:
            deliver()

    def refuse_sockets(self) -> None:
        """Be a network that knows no sockets, as some proxies are."""
        self._refused = True

    def drop_sockets(self) -> None:
        """Break the open sockets; the pages may connect again."""
        dropped, self._sockets = self._sockets, []
        for socket in dropped:
            socket.close()


def _lose(route: Route) -> None:
    route.abort("internetdisconnected")


def lose_answers(page: Page, address: str, times: int) -> list[str]:
    """Make a page's next answers get lost on their way back: the server has done it, the page never hears.

    Returns the idempotency keys of what the page sends to `address`, one for each try; the list grows.
    """
    keys: list[str] = []

    def handle(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) <= times:
            route.fetch()
            with suppress(Error):  # the page gave this try up meanwhile
                route.abort("connectionreset")
        else:
            route.continue_()

    page.route(address, handle)
    return keys
