"""The one-time code that a person types once: twelve letters and digits that are not mistaken for each other."""

from __future__ import annotations

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 12
"""32 letters, twelve places: 60 bits, good for three days and used once."""


def new_code() -> str:
    """Return a fresh code as it is written on the slip: `7KQP-M2XD-HT9R`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, LENGTH, 4))


def tidy_code(typed: str) -> str:
    """Return what was typed in the form that is hashed: without blanks and dashes, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())
