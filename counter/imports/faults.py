"""What is wrong in a file: each fault names its line, its column and a stable code, so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 100
"""So many faults are shown; all are counted."""
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `line` as an editor counts them, from 1; `value` is what stood there, cut short."""

    line: int
    column: str
    code: str
    value: str = ""


class FaultError(Exception):
    """Raised by what reads one cell or one row."""

    def __init__(self, column: str, code: str, value: str = "") -> None:
        super().__init__(code)
        self.column, self.code, self.value = column, code, value


@dataclass(slots=True)
class Faults:
    """The faults of a file: the first of them, and how many there are."""

    kept: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, line: int, column: str, code: str, value: str = "") -> None:
        """Note a fault; control characters of the value become dots, so that no terminal obeys them."""
        self.total += 1
        if len(self.kept) < KEPT:
            shown = "".join(c if c.isprintable() else "·" for c in value[: _LONGEST_VALUE + 1])
            if len(shown) > _LONGEST_VALUE:
                shown = f"{shown[:_LONGEST_VALUE]}…"
            self.kept.append(Fault(line, column, code, shown))

    def in_order(self) -> list[Fault]:
        """Return the kept faults by their lines."""
        return sorted(self.kept, key=lambda fault: fault.line)
