"""When a group would give away why somebody comes. Source: domain §7, groups and not services are shown in the hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Words = Mapping[str, str]


def gives_away(neutral: bool, said: Iterable[Words], services: Sequence[tuple[Words, bool]]) -> bool:
    """Say whether a group gives one of its sensitive services away.

    `said`: its names as the hall reads them; `services`: the name of each of its services in use, and whether it is
    sensitive. It does so when nobody has called it neutral, when its name has the service's in it, and when it has
    no other service: then its letter is the service.
    """
    hidden = [name for name, sensitive in services if sensitive]
    if not hidden:
        return False
    told = any(_tells(words, name) for words in said for name in hidden)
    return not neutral or told or len(hidden) == len(services)


def _tells(said: Words, name: Words) -> bool:
    return any(_bare(name[code]) in _bare(text) for code, text in said.items() if _bare(name.get(code, "")))


def _bare(text: str) -> str:
    """Marks of breaks, spaces and case are no difference."""
    return "".join(text.replace("|", "").casefold().split())
