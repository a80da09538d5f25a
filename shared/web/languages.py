"""The catalogues: every word a person reads, in Thai, Malay and English.

One PO file per language and domain. Keys are symbolic (`kiosk.home.greeting`); the same catalogue serves templates
and scripts, several languages at once on one page, which is why the files are read directly (by Babel) instead of
through one active locale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("th", "ms", "en")
FOLDER = Path(__file__).parent.parent / "translations"
OWN_NAMES: Mapping[str, str] = {"th": "ไทย", "ms": "Bahasa Melayu", "en": "English"}
"""Each language by its own name; never a flag."""


class Languages:
    """All messages, read once; an office's own words lie over them (`over`)."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._messages: dict[str, dict[str, Mapping[str, str]]] = {
            lang: {
                path.stem: _read(path, path.stat().st_mtime_ns)
                for path in sorted((folder / lang).glob("*.po"))
            }
            for lang in LANGUAGES
        }
        self._flat = {
            lang: {k: v for d in self._messages[lang].values() for k, v in d.items()} for lang in LANGUAGES
        }

    def over(self, texts: Mapping[str, Mapping[str, str]]) -> Languages:
        """Return the catalogues with some messages replaced: `{key: {language: text}}`. Unknown keys are left out."""
        found = Languages.__new__(Languages)
        found._messages = {
            lang: {
                domain: {key: texts.get(key, {}).get(lang) or text for key, text in messages.items()}
                for domain, messages in domains.items()
            }
            for lang, domains in self._messages.items()
        }
        found._flat = {
            lang: {k: v for d in domains.values() for k, v in d.items()}
            for lang, domains in found._messages.items()
        }
        return found

    @property
    def domains(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(self._messages[LANGUAGES[0]])

    def text(self, key: str, language: str, **values: object) -> str:
        """Return a message with its places filled; raise KeyError for a key that is in no catalogue."""
        message = self._flat[language][key]
        return message % values if values else message

    def find(self, key: str, language: str, **values: object) -> str | None:
        """Return a message, or None when there is none of that key."""
        return self.text(key, language, **values) if key in self._flat[language] else None

    def keys(self, language: str) -> frozenset[str]:
        """Return all keys of a language."""
        return frozenset(self._flat[language])

    def messages(self, domains: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return `{th: {key: text}, ms: …, en: …}` of some domains, for the scripts of a page."""
        wanted = tuple(domains)
        return {
            lang: {key: text for domain in wanted for key, text in self._messages[lang][domain].items()}
            for lang in LANGUAGES
        }


@cache
def _read(path: Path, _changed_ns: int) -> Mapping[str, str]:
    """Return a file's messages; a file that has not changed is read once a process, whoever asks."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string}
