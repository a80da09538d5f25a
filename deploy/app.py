"""The composition root: the only code that sees every face and chooses every part."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import counter
import display
import kiosk
from deploy import start
from deploy.apart import ReckonerApart, ReporterApart
from deploy.house import watch_house
from deploy.keeper import Keeper, run_apart
from deploy.opening import views as opening
from deploy.patience import with_patience
from deploy.secret import secret_key
from deploy.witness import Witness
from shared import clock
from shared.evidence.reckoner import HallReckoner
from shared.evidence.report.desk import Desk
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.shelf import Shelf
from shared.evidence.sums import end_day
from shared.evidence.vault import Vault
from shared.keeping.chores import Chores
from shared.live.guests import Guests
from shared.live.holders import Holders
from shared.live.presence import Presence
from shared.live.publisher import Publisher
from shared.live.sweeper import Sweeper
from shared.live.wire import News, Silence, Wire
from shared.press.keepers import CHORES, PRINT_ROOM, make_keeper
from shared.press.machines import PaperMachine
from shared.press.room import PrintRoom
from shared.press.slips import draw_job
from shared.press.worker import Bench
from shared.settings import Settings
from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.offload import Offload, T, inline
from shared.store.turn import Writer
from shared.web.deps import Deps
from shared.web.errors import register_errors
from shared.web.languages import Languages
from shared.web.lines import Lines, anybody_in
from shared.web.meters import Meters
from shared.web.ops import register_ops
from shared.web.pages import register_pages
from shared.web.reports import api as reports
from shared.web.security import register_security
from shared.web.sites import SiteInAddress, register_sites
from shared.web.sockets import Strangers, attach, make_socketio
from shared.web.staff import register_sign_in
from shared.web.tracing import register_tracing

_ROOT = Path(__file__).parent.parent
STATIC_S = 3600
PRINTING_THREADS = 8
"""Printers on USB, serial ports and files that may make somebody wait at the same time."""


def create_app(
    settings: Settings, *, now: Callable[[], datetime] | None = None, start_threads: bool = True
) -> tuple[Flask, SocketIO]:
    """Build the application and its socket server from settings; `now` replaces the clock in tests."""
    app = Flask(
        "tonsai", static_folder=str(_ROOT / "shared/static"), static_url_path="/static",
        template_folder=str(_ROOT / "shared/templates"),
    )  # fmt: skip
    app.config.update(
        SECRET_KEY=secret_key(settings.data),
        SESSION_COOKIE_NAME="tonsai",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(seconds=STATIC_S),
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    gevent = is_module_patched("socket")
    if gevent:
        app.wsgi_app = with_patience(app.wsgi_app)  # type: ignore[method-assign,assignment]
    socketio = make_socketio()
    parts = build_parts(settings, socketio, now=now or _clock(settings), gevent=gevent)
    app.extensions["tonsai"] = parts
    register_tracing(app)
    register_sites(app)
    register_security(app)
    register_sign_in(app)
    register_pages(app)
    register_errors(app)
    register_ops(app)
    reports.register(app)
    for face in (kiosk, display, counter, start, opening):
        face.register(app)
    _mimetypes()
    attach(socketio, app, async_mode="gevent" if gevent else "threading")
    if gevent:
        Lines(socketio).take_over()
    app.wsgi_app = SiteInAddress(app.wsgi_app)  # type: ignore[method-assign]  # outermost: sockets too
    if start_threads:
        parts.writer.start()
        parts.publisher.start()
        parts.print_room.start()
        parts.wire.start()
        Keeper(parts.engine, settings, clock.now, holds=make_keeper(parts.engine, CHORES).holds).start()
        if settings.is_sqlite:
            found = app.extensions["tonsai_pulse"].found
            offload = off_the_loop(1) if gevent else inline
            Witness(parts.engine, parts.writer, settings, offload, found, parts.clock).start()
        strangers = Strangers(socketio)

        def show_out() -> None:
            parts.guests.sweep()
            strangers.sweep()

        Sweeper(parts.engine, parts.writer, parts.clock, show_out).start()
    return app, socketio


def build_parts(
    settings: Settings,
    socketio: SocketIO,
    *,
    now: Callable[[], datetime],
    gevent: bool = False,
) -> Deps:
    """Build everything the views need."""
    engine = open_engine(settings.database_url)
    configs, shelf, languages = Configs(), Shelf(), Languages()
    presence = Presence(shared=settings.redis_url is not None)

    def emit(event: str, payload: Any, *, room: str, namespace: str) -> None:
        if gevent:
            Lines(socketio).send(event, payload, room=room, namespace=namespace)
        else:
            socketio.emit(event, payload, to=room, namespace=namespace)

    def show_out(sid: str, namespace: str) -> None:
        server: Any = socketio.server  # type: ignore[attr-defined]  # its published types are older
        server.disconnect(sid, namespace=namespace)

    guests, meters = Guests(engine, now, show_out), Meters()
    publisher = Publisher(
        engine,
        configs=configs,
        presence=presence,
        clock=now,
        emit=emit,
        anybody=lambda room, namespace: anybody_in(socketio, room, namespace),
        before_sending=guests.look,
        house=watch_house(engine, settings, now()),
        timed=meters.published,
    )

    def committed(heads: Mapping[int, int]) -> None:
        publisher.changed(heads)
        wire.tell(heads)

    def heard(news: News) -> None:
        presence.hear_beat(now())
        if news.process == wire.process:
            return
        publisher.hear(news.heads)
        if news.here is not None:
            presence.hear(news.process, news.here, now())
        if news.paper:
            print_room.wake_here()

    wire = make_wire(settings, heard=heard, here=presence.here)
    writer = Writer(
        engine,
        configs=configs,
        new_token=new_token,
        after_commit=committed,
        day_ended=end_day,
        timed=meters.turned,
        offload=off_the_loop(1) if gevent and settings.is_sqlite else inline,
    )
    offload = off_the_loop(2) if gevent and settings.is_sqlite else inline
    printing = off_the_loop(PRINTING_THREADS) if gevent else inline
    drawing = partial(draw_job, read_file=Vault(settings.data).read)
    print_room = PrintRoom(
        Bench(engine, writer, now, publisher.changed),
        configs,
        open_machine=lambda config: PaperMachine(config, printing, drawing),
        draw=lambda job, width: printing(lambda: drawing(job, width)),
        keeper=make_keeper(engine, PRINT_ROOM),
        tell=wire.tell_of_paper,
    )
    return Deps(
        settings=settings,
        engine=engine,
        configs=configs,
        writer=writer,
        publisher=publisher,
        presence=presence,
        guests=guests,
        holders=Holders(engine),
        languages=languages,
        clock=now,
        new_token=new_token,
        offload=offload,
        version=version("tonsai"),
        shelf=shelf,
        reckoner=make_reckoner(settings, engine, shelf, offload, apart=gevent),
        reporter=make_reporter(settings, shelf, languages, apart=gevent),
        print_room=print_room,
        meters=meters,
        chores=Chores(lambda words: run_apart(settings, words)),
        wire=wire,
    )


def make_wire(
    settings: Settings, *, heard: Callable[[News], None], here: Callable[[], Collection[int]]
) -> Wire | Silence:
    """Return the wire to the other processes of this installation: those that share its secret, and nobody else."""
    if settings.redis_url is None:
        return Silence()
    ours = hashlib.sha256(f"wire {secret_key(settings.data)}".encode()).hexdigest()
    return Wire(settings.redis_url, f"tonsai:{ours[:32]}", heard=heard, here=here)


def make_reporter(settings: Settings, shelf: Shelf, languages: Languages, *, apart: bool) -> HallReporter:
    """Return what makes reports; in a server another process sets the documents."""
    speech, desk = Speech(languages), Desk(settings.data)
    return ReporterApart(settings, shelf, speech, desk) if apart else HallReporter(shelf, speech, desk)


def make_reckoner(
    settings: Settings, engine: Engine, shelf: Shelf, offload: Offload, *, apart: bool
) -> HallReckoner:
    """Return what counts figures; in a server another process does."""
    if not apart:
        return HallReckoner(engine, shelf, offload)
    return ReckonerApart(settings, engine, shelf, offload=offload, asking=off_the_loop(1))


def new_token() -> str:
    """Return a ticket's public token: 96 random bits, safe in an address."""
    return secrets.token_urlsafe(12)


def _clock(settings: Settings) -> Callable[[], datetime]:
    if not settings.clock_offset_s:
        return clock.now
    offset = timedelta(seconds=settings.clock_offset_s)
    return lambda: clock.now() + offset


def off_the_loop(threads: int) -> Offload:
    """Return a way out of gevent's loop: so many native threads. psycopg waits for PostgreSQL in the loop itself."""
    pool = ThreadPool(threads)

    def offload(work: Callable[[], T]) -> T:
        done, failure = pool.apply(_try, (work,))
        if failure is not None:
            raise failure
        return done  # type: ignore[no-any-return]  # gevent's apply knows no types

    return offload


def _try(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Return what work came to, or what stopped it. gevent would print a traceback for each failure before it hands
    it over, and hand over nothing when its own words cannot be written because the disk is full."""
    try:
        return work(), None
    except BaseException as error:
        return None, error


def _mimetypes() -> None:
    """Serve scripts as scripts whatever the machine's tables say."""
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/javascript", ".mjs")
    mimetypes.add_type("font/woff2", ".woff2")
    mimetypes.add_type("image/svg+xml", ".svg")
