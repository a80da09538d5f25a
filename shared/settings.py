"""What the environment says about this installation: one frozen object, read once, wrong values stop the start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is a sentence for the person who starts the program."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `TONSAI_*` can say."""

    data: Path
    """Folder for the database, secrets and files."""
    database_url: str
    redis_url: str | None
    bind: str
    port: int
    base_url: str | None
    """Address that phones use, for QR codes; None takes the address of the request."""
    hosts: frozenset[str]
    """Names under which the office answers, beside those that no stranger can own; `base_url`'s is one."""
    demo: bool
    """Serve the demo: start page opens every face, demo sign-ins exist."""
    https: bool
    """Cookies only over HTTPS; set it when a proxy adds TLS."""
    trusted_proxies: int
    """How many proxies in front may set X-Forwarded-*."""
    log: str
    """From which level on lines go into the log: debug, info, warning, error."""
    clock_offset_s: int
    """Only with the demo: pretend it is so many seconds later (an opening hour at night)."""
    site: str | None = None
    """Of several sites the one whose addresses need no `/s/<code>`; None: each has its own."""

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read `TONSAI_*`; raise SettingsError with a sentence for anything unknown or malformed."""
        known = {
            "TONSAI_DATA", "TONSAI_DATABASE_URL", "TONSAI_REDIS_URL", "TONSAI_BIND", "TONSAI_PORT",
            "TONSAI_BASE_URL", "TONSAI_HOSTS", "TONSAI_DEMO", "TONSAI_HTTPS", "TONSAI_TRUSTED_PROXIES",
            "TONSAI_CLOCK_OFFSET_S", "TONSAI_LOG", "TONSAI_SITE",
        }  # fmt: skip
        unknown = sorted(name for name in env if name.startswith("TONSAI_") and name not in known)
        if unknown:
            raise SettingsError(
                f"{unknown[0]} is not a setting of Tonsai; known are {', '.join(sorted(known))}."
            )
        data = Path(env.get("TONSAI_DATA", "var")).absolute()
        url = env.get("TONSAI_DATABASE_URL", f"sqlite:///{data / 'tonsai.db'}")
        if not url.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
            raise SettingsError("TONSAI_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        redis_url = env.get("TONSAI_REDIS_URL") or None
        if redis_url is not None and not redis_url.startswith(("redis://", "unix://")):
            raise SettingsError("TONSAI_REDIS_URL must begin with redis:// or unix://.")
        base_url = env.get("TONSAI_BASE_URL") or None
        if base_url is not None and not base_url.startswith(("http://", "https://")):
            raise SettingsError("TONSAI_BASE_URL must begin with http:// or https://.")
        demo = _flag(env, "TONSAI_DEMO")
        offset = _whole(env, "TONSAI_CLOCK_OFFSET_S", 0, -366 * 86400, 366 * 86400)
        if offset and not demo:
            raise SettingsError(
                "TONSAI_CLOCK_OFFSET_S is for the demo only; a real office keeps the real time."
            )
        log = env.get("TONSAI_LOG", "info")
        if log not in {"debug", "info", "warning", "error"}:
            raise SettingsError(f"TONSAI_LOG must be debug, info, warning or error, not {log!r}.")
        return cls(
            data=data,
            database_url=url.replace("postgresql://", "postgresql+psycopg://", 1),
            redis_url=redis_url,
            bind=env.get("TONSAI_BIND", "127.0.0.1"),
            port=_whole(env, "TONSAI_PORT", 8080, 1, 65535),
            base_url=base_url.rstrip("/") if base_url else None,
            hosts=_hosts(env, base_url),
            demo=demo,
            https=_flag(env, "TONSAI_HTTPS"),
            trusted_proxies=_whole(env, "TONSAI_TRUSTED_PROXIES", 0, 0, 5),
            log=log,
            clock_offset_s=offset,
            site=env.get("TONSAI_SITE") or None,
        )


def _hosts(env: Mapping[str, str], base_url: str | None) -> frozenset[str]:
    names = [name.strip().lower() for name in env.get("TONSAI_HOSTS", "").split(",") if name.strip()]
    for name in names:
        if not re.fullmatch(r"[a-z0-9_.:-]+", name) or name.count(":") == 1:
            raise SettingsError(
                f"TONSAI_HOSTS must be names without port, with commas between: not {name!r}."
            )
    own = urlsplit(base_url).hostname if base_url else None
    return frozenset([*names, own] if own else names)


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "0")
    if value not in {"0", "1"}:
        raise SettingsError(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {value!r}.") from None
    if not low <= number <= high:
        raise SettingsError(f"{name} must lie between {low} and {high}, not {number}.")
    return number
