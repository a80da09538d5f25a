"""What a report needs from those who make its figures and its documents, and what it keeps of them.

The round freezes plain JSON (`Frozen`); a page, a document or an export made later reads that and nothing else,
so that a published report stays as it was whatever happens to records and settings afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy import Connection

from shared.domain.fiscal import RoundKind

Format = Literal["pdf", "docx", "xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = ("pdf", "docx", "xlsx", "csv", "json")
Frozen = Mapping[str, Any]
"""What a report says, as plain JSON:

`site`, `office`, `year_be`, `round`, `measure` (0: all nine), `made_at`, `journal` `{first, last, head_seq,
head_hash}`, `band`, `official` (the words of the memo and who signs), `figures` (the round's figures of the whole
office, `Figures.as_json`), `measures` (a list of `{number, title, result_title, steps: [{id, text, entries: […]}],
responsible, monitoring, cycle, success, oit}`; an entry is `{id, kind, day, text, figures, reference, url, unit, by,
files: [{id, kind, name, sha256, caption, day, width, height}]}`), and `reports` (measure number as text →
`figures_of`).
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document. `name` is the file name people get."""

    name: str
    format: Format
    body: bytes


class Reporter(Protocol):
    """Makes what a report says beyond the binder. Both are called outside the write turn."""

    def figures_of(
        self,
        conn: Connection,
        site_id: int,
        *,
        measure: int,
        year_be: int,
        kind: RoundKind,
        now: datetime,
        simulated: bool,
    ) -> dict[str, Any]:
        """Return the figures of a measure in a round as plain JSON values; {} for a measure without any."""
        ...

    def documents_of(
        self,
        frozen: Frozen,
        *,
        published: datetime | None = None,
        version: int = 0,
        base: str = "",
        formats: Sequence[Format] = FORMATS,
    ) -> Sequence[Document]:
        """Return the documents of a report from what was frozen, and from nothing else but the files it names.

        Without `published` they are drafts, and say so. `base` is what the addresses of the office's pages begin with.
        """
        ...


def digest_of(frozen: Frozen) -> str:
    """Return the SHA-256 of what was frozen, as canonical JSON: the same text on every machine."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
