/** @module Gives every call its time on the screen and its sound, one after the other, none cut short. */

import { computed, signal, untracked } from "tonsai/html.js";
import { hear, isCalled, next } from "./calls.js";

/**
 * @typedef {import("./calls.js").Board} Board
 * @typedef {import("./calls.js").BoardCall} BoardCall
 * @typedef {import("./calls.js").Calls} Calls
 */

/** A call stays at least this long, though its ticket may be served already. */
const HOLD_MS = 10_000;
/** While others wait for their turn: long enough for the three flashes and for reading twice. */
const SHORT_HOLD_MS = 4_000;
/** A voice that has not ended by then never will: the next call must not wait for it. */
const LONGEST_MS = 30_000;

/**
 * @typedef {object} Crier
 * @property {{readonly value: Calls | null}} calls
 * @property {{readonly value: BoardCall | null}} held the call that has its ten seconds now
 * @property {{readonly value: boolean}} lit whether the large ticket is called, now
 * @property {(board: Board) => void} hear
 */

/**
 * Says a call aloud and ends when it is said. `others` tells at any moment whether more calls wait for their turn,
 * `called` whether this one is still wanted: then it need not be said again.
 * @typedef {(call: BoardCall, hall: {others: () => boolean, called: () => boolean}) => Promise<void>} Announce
 */

/**
 * @param {{now: () => Date, announce: Announce}} hall `now` is the server's clock
 * @returns {Crier}
 */
export function makeCrier({ now, announce }) {
  const board = signal(/** @type {Board | null} */ (null));
  const calls = signal(/** @type {Calls | null} */ (null));
  const held = signal(/** @type {BoardCall | null} */ (null));
  let since = -Infinity;
  let timer = 0;
  let speaking = false;

  const lit = computed(() => {
    const hero = calls.value?.shown[0];
    if (!hero || !board.value) return false;
    return held.value?.call === hero.call || isCalled(board.value, hero);
  });

  function step() {
    clearTimeout(timer);
    if (!calls.value || !board.value) return;
    const age = performance.now() - since;
    if (calls.value.queue.length > 0) {
      const wait = speaking ? LONGEST_MS - age : SHORT_HOLD_MS - age;
      if (wait > 0) {
        timer = setTimeout(step, wait);
        return;
      }
      const turn = next(calls.value, board.value, now());
      calls.value = turn.calls;
      held.value = turn.call;
      if (!turn.call) return;
      since = performance.now();
      speak(turn.call);
      timer = setTimeout(step, SHORT_HOLD_MS);
    } else if (speaking ? age < LONGEST_MS : age < HOLD_MS) {
      timer = setTimeout(step, (speaking ? LONGEST_MS : HOLD_MS) - age);
    } else {
      held.value = null;
    }
  }

  /** @param {BoardCall} call */
  async function speak(call) {
    speaking = true;
    const others = () => (calls.value?.queue.length ?? 0) > 0;
    const called = () => board.value !== null && isCalled(board.value, call);
    try {
      await announce(call, { others, called });
    } finally {
      if (held.value?.call === call.call) {
        speaking = false;
        untracked(step);
      }
    }
  }

  return {
    calls,
    held,
    lit,
    hear(newest) {
      untracked(() => {
        board.value = newest;
        calls.value = hear(calls.value, newest, now());
        step();
      });
    },
  };
}
