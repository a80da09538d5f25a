"""The wire between the server processes of one installation: what one has committed, the others hear at once.

A Redis channel carries three short things and no board: how far a site's journal stands after a commit, that there is
something to print, and which devices are connected to a process. Each process builds its own boards for its own
sockets. The wire only makes it quick: without it every process still looks at the database each quarter of a second.
Nothing here can hold up or fail a turn: what is told is put down, the newest on top, and sent by a loop of its own.

A process hears its own beats too. When they stay away its connection is deaf, whatever TCP believes, and it makes a
new one.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import orjson
from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger("tonsai.wire")
BEAT_S = 0.4
"""How often a process says that it lives and which devices it holds."""
DEAF_S = 1.0
"""A connection that has not brought even our own beats for so long is deaf."""
PATIENCE_S = 0.5
"""How long Redis may take to answer or to be reached."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 1.0
"""Between two tries to reach Redis: doubled each time, half of it by chance."""
_CHANCE = secrets.SystemRandom()
LONGEST = 1_000_000
"""Bytes of a message; a longer one is none of ours."""


@dataclass(frozen=True, slots=True)
class News:
    """What one process says to the others."""

    process: str
    heads: Mapping[int, int]
    """Per site: the newest journal number that was committed."""
    here: frozenset[int] | None = None
    """The devices that are connected there; None when it does not speak of them."""
    paper: bool = False
    """There is something to print."""


class Silence:
    """The wire of a process that is alone: there is nobody to tell."""

    process = ""
    hears = False
    news = 0

    def tell(self, heads: Mapping[int, int]) -> None:
        """Nobody hears it."""

    def tell_of_paper(self) -> None:
        """Nobody hears it."""

    def start(self) -> None:
        """Nothing begins."""

    def stop(self) -> None:
        """Nothing ends."""


class Wire:
    """One process's end of the wire. Start it with `start()`, end it with `stop()`."""

    def __init__(
        self, url: str, channel: str, *, heard: Callable[[News], None], here: Callable[[], Collection[int]]
    ) -> None:
        """`heard` is called with every message, our own included; `here` names the devices connected to us."""
        self.process = secrets.token_hex(6)
        self._url = url
        self._channel = channel
        self._heard = heard
        self._here = here
        self._heads: dict[int, int] = {}
        self._paper = False
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._heard_at = float("-inf")
        self._threads: list[threading.Thread] = []
        self.news = 0
        """How often another process told of a change."""

    @property
    def hears(self) -> bool:
        """True while messages come through: our own beats at least."""
        return monotonic() - self._heard_at <= DEAF_S

    def tell(self, heads: Mapping[int, int]) -> None:
        """Say how far journals stand now. Returns at once; of what could not be sent yet the newest is kept."""
        with self._lock:
            self._heads |= heads
        self._wake.set()

    def tell_of_paper(self) -> None:
        """Say that there is something to print. Returns at once."""
        self._paper = True
        self._wake.set()

    def start(self) -> None:
        """Begin to speak and to listen."""
        for loop, name in ((self._speak_on, "wire-speaks"), (self._listen_on, "wire-listens")):
            thread = threading.Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End both loops."""
        self._stopped.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(DEAF_S + PATIENCE_S)

    def _speak_on(self) -> None:
        """Send what there is to say; what fails is said again with the next beat, for the newest is all that counts."""
        with _connect(self._url) as redis:
            beat_at = monotonic()
            while not self._stopped.is_set():
                self._wake.wait(max(0.0, beat_at - monotonic()))
                beats = monotonic() >= beat_at
                news = self._take(beats=beats)
                try:
                    redis.publish(self._channel, encode(news))
                except (RedisError, OSError):
                    self._put_back(news)
                    self._stopped.wait(BEAT_S * _CHANCE.uniform(0.5, 1.0))
                else:
                    beat_at = monotonic() + BEAT_S if beats else beat_at

    def _take(self, *, beats: bool) -> News:
        self._wake.clear()
        here = frozenset(self._here()) if beats else None
        with self._lock:
            news = News(self.process, self._heads, here, self._paper)
            self._heads, self._paper = {}, False
        return news

    def _put_back(self, news: News) -> None:
        with self._lock:
            self._heads = {**news.heads, **self._heads}
            self._paper |= news.paper

    def _listen_on(self) -> None:
        """Listen for ever; after a break wait a little, longer each time and never as long as another process."""
        pause = FIRST_PAUSE_S
        while not self._stopped.is_set():
            began = monotonic()
            try:
                with _connect(self._url) as redis, redis.pubsub(ignore_subscribe_messages=True) as ear:
                    ear.subscribe(self._channel)
                    self._listen(ear)
            except (RedisError, OSError) as error:
                if self._heard_at >= began:
                    log.warning("the wire between the processes broke: %s", error)
                    pause = FIRST_PAUSE_S
            self._stopped.wait(pause * _CHANCE.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _listen(self, ear: PubSub) -> None:
        """Hear until the connection breaks or falls deaf."""
        last = monotonic()
        while not self._stopped.is_set():
            left = last + DEAF_S - monotonic()
            if left <= 0:
                raise RedisError(f"nothing was heard for {DEAF_S} s")
            message = ear.get_message(timeout=left)
            if message is None:
                continue
            news = decode(message["data"])
            if news is None:
                continue
            last = monotonic()
            if not self.hears:
                log.info("the wire between the processes stands")
            self._heard_at = last
            self.news += news.process != self.process and bool(news.heads)
            try:
                self._heard(news)
            except Exception:
                log.exception("news of another process could not be taken")


def encode(news: News) -> bytes:
    """Return news as they travel."""
    return orjson.dumps(
        {
            "process": news.process,
            "heads": list(news.heads.items()),
            "here": None if news.here is None else sorted(news.here),
            "paper": news.paper,
        }
    )


def decode(data: object) -> News | None:
    """Return the news of a message, or None when it is none of ours."""
    if not isinstance(data, bytes) or len(data) > LONGEST:
        return None
    with suppress(ValueError, TypeError, KeyError):  # orjson's error is a ValueError
        read = orjson.loads(data)
        heads = {_whole(site): _whole(seq) for site, seq in read["heads"]}
        here = None if read["here"] is None else frozenset(_whole(device) for device in read["here"])
        return News(_text(read["process"]), heads, here, read["paper"] is True)
    return None


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def find_fault(url: str) -> str | None:
    """Ask a Redis whether it is there; return what is wrong, or None."""
    with _connect(url) as redis:
        try:
            redis.ping()
        except (RedisError, OSError) as error:
            return str(error)
    return None


def _connect(url: str) -> Redis:
    """Return a client that fails quickly and tries nothing again by itself: the loops do that."""
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE_S,
        socket_connect_timeout=PATIENCE_S,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
