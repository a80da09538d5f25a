"""Refusals of the queue: a stable code for programs, details for the sentence a person reads.

The table from code to HTTP status is `shared/web/errors.py`; the sentences are in the catalogues under
`error.<code>`. Tests assert codes, never sentences.
"""

from __future__ import annotations


class QueueError(Exception):
    """An action was refused; nothing was written.

    `code` is stable and dotted (`counter.has_ticket`); `details` are plain values for the sentence.
    """

    def __init__(self, code: str, **details: str | int | None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
