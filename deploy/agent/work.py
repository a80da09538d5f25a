"""A print agent at work: says how its printer is, fetches a slip, prints it once, says how that ended. For ever.

Before the first dot is sent the memory says that this slip's outcome is unknown. Whatever stops the agent afterwards,
it comes back with that word and never sends the slip again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from deploy.agent.memory import Memory
from deploy.agent.server import RefusedError, Server, ServerAwayError, Slip
from shared.domain.printing import LOOK_S, PRINTABLE
from shared.paper.printers import PrinterConfig, open_printer
from shared.press.machines import try_print

PAIRING_S = 5.0
AWAY_S = 2.0
UNKNOWN = "unknown"


@dataclass
class Agent:
    """Holds one printer. `say` tells the person who started it; `rest` waits."""

    server: Server
    memory: Memory
    printer: PrinterConfig
    say: Callable[[str], None]
    rest: Callable[[float], object] = time.sleep
    _said: str = field(default="", init=False)

    def run(self) -> None:
        """Make rounds until somebody stops the program."""
        while True:
            self.rest(self.round())

    def round(self) -> float:
        """Make one round; return the seconds to rest before the next."""
        try:
            if self.memory.kept.token is None:
                return self._pair()
            return self._serve(self.memory.kept.token)
        except ServerAwayError as error:
            self._tell(f"The server does not answer ({error}); trying again.")
            return AWAY_S
        except RefusedError as error:
            return self._refused(error)

    def _pair(self) -> float:
        self.server.token = None
        secret = self.memory.kept.pairing
        if secret is None:
            code, secret = self.server.begin_pairing()
            self.memory.change(pairing=secret)
            self._tell(f"Code {code[:3]} {code[3:]}: an administrator confirms it within 15 minutes.")
        token = self.server.claim_token(secret)
        if token is None:
            return PAIRING_S
        self.memory.change(token=token, pairing=None)
        self._tell("Paired. Choose this agent in the settings as the printer of a kiosk.")
        return 0.0

    def _serve(self, token: str) -> float:
        self.server.token = token
        if self.memory.kept.job is not None:
            self._report(self.memory.kept.job, self.memory.kept.outcome or UNKNOWN)
        state = str(open_printer(self.printer).status())
        kiosks = self.server.say_state(state)
        self._tell(_standing(state, kiosks))
        if state not in PRINTABLE or not kiosks:
            return LOOK_S
        slip = self.server.fetch(self.memory.claim(), LOOK_S)
        if slip is not None:
            self._print(slip)
        return 0.0

    def _print(self, slip: Slip) -> None:
        self.memory.change(job=slip.id, outcome=UNKNOWN)
        config = replace(self.printer, width=slip.picture.width)
        outcome, state = try_print(lambda: open_printer(config).print_picture(slip.picture))
        self.memory.change(outcome=outcome)
        self.server.say_state(state)
        self._report(slip.id, outcome)

    def _report(self, job: int, outcome: str) -> None:
        """Say how a slip ended, and forget it once the server knows, or says that it is no business of ours."""
        try:
            self.server.end(job, self.memory.claim(), outcome)
        except RefusedError as error:
            if error.code != "not_found":
                raise
        self.memory.forget_slip()

    def _refused(self, error: RefusedError) -> float:
        if error.code in ("auth.wrong", "auth.forbidden"):
            self._tell("This agent was shut out, or the server is another one; asking for a new code.")
            self.memory.change(token=None, pairing=None, claim=None, job=None, outcome=None)
        elif error.code == "pairing.unknown":
            self.memory.change(pairing=None)
        elif error.code == "not_found":
            self.memory.forget_slip()
        else:
            self._tell(f"The server refuses: {error.code}.")
        return AWAY_S

    def _tell(self, sentence: str) -> None:
        """Say something once, not in every round."""
        if sentence != self._said:
            self._said = sentence
            self.say(sentence)


def _standing(state: str, kiosks: list[int]) -> str:
    printer = f"The printer is {state.replace('_', ' ')}"
    if not kiosks:
        return f"{printer}. No kiosk prints here yet: choose this agent in the settings."
    return f"{printer}; it prints for device {', '.join(map(str, kiosks))}."
