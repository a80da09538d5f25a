"""Who signs a report: the holder of an office on the day of the memo, or who acts for them then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ROLES = ("author", "clerk", "mayor")
"""The three signatures of a memo, in their order: who proposes, the municipal clerk, the mayor."""
Signer = Mapping[str, Any]
"""`role`, `name`, `position`, `first` and `last` (`YYYY-MM-DD`, None: no end on that side)."""


def signer_on(signers: Sequence[Signer], role: str, day: str) -> Signer | None:
    """Return who signs for a role on a day; None when nobody was named.

    Who acts for a time stands beside the holder: of several the one whose time began last signs, of equal ones the
    later in the list.
    """
    able = [
        (signer["first"] or "", place)
        for place, signer in enumerate(signers)
        if signer["role"] == role and _covers(signer, day)
    ]
    return signers[max(able)[1]] if able else None


def _covers(signer: Signer, day: str) -> bool:
    return (signer["first"] or "") <= day <= (signer["last"] or "9999")
