"""One end of a hop: `python -m gevent.monkey --module tests.bench.wired URL ours|bare hear|tell TIMES`.

Writes a line for each: its number and when it was told or heard, in nanoseconds of the machine's monotonic clock.
"""

from __future__ import annotations

import sys
import time

from redis import Redis
from redis.client import PubSub

from shared.live.wire import News, Wire

CHANNEL = "tonsai:bench"
APART_S = 0.005


def main(url: str, way: str, role: str, times: str) -> None:
    """Tell or hear so many times and write when."""
    at = (hear_bare if role == "hear" else tell_bare) if way == "bare" else (hear if role == "hear" else tell)
    for seq, moment in at(url, int(times)).items():
        sys.stdout.write(f"{seq} {moment}\n")


def hear(url: str, times: int) -> dict[int, int]:
    """Hear over the wire."""
    heard: dict[int, int] = {}

    def note(news: News) -> None:
        if news.process != wire.process:
            heard.update((seq, time.monotonic_ns()) for seq in news.heads.values())

    wire = Wire(url, CHANNEL, heard=note, here=tuple)
    _stand(wire)
    _say_ready()
    while len(heard) < times:
        time.sleep(0.05)
    return heard


def tell(url: str, times: int) -> dict[int, int]:
    """Tell over the wire."""
    wire = Wire(url, CHANNEL, heard=lambda _: None, here=tuple)
    _stand(wire)
    told = {}
    for seq in range(times):
        time.sleep(APART_S)
        told[seq] = time.monotonic_ns()
        wire.tell({seq: seq})  # a site each: two of one site may travel as one
    time.sleep(0.5)
    return told


def _stand(wire: Wire) -> None:
    wire.start()
    while not wire.hears:
        time.sleep(0.01)


def hear_bare(url: str, times: int) -> dict[int, int]:
    """Hear with the library alone."""
    heard: dict[int, int] = {}
    ear = PubSub(Redis.from_url(url, protocol=2).connection_pool, ignore_subscribe_messages=True)
    ear.subscribe(CHANNEL)
    ear.get_message(timeout=5)
    _say_ready()
    while len(heard) < times:
        message = ear.get_message(timeout=5)
        if message is not None:
            heard[int(message["data"])] = time.monotonic_ns()
    return heard


def tell_bare(url: str, times: int) -> dict[int, int]:
    """Tell with the library alone."""
    redis, told = Redis.from_url(url, protocol=2), {}
    redis.ping()
    for seq in range(times):
        time.sleep(APART_S)
        told[seq] = time.monotonic_ns()
        redis.publish(CHANNEL, seq)
    return told


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
