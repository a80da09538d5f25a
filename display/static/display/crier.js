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

/**
 * @typedef {object} Crier
 * @property {{readonly value: Calls | null}} calls
 * @property {{readonly value: BoardCall | null}} held the call that has its ten seconds now
 * @property {{readonly value: boolean}} lit whether the large ticket is called, now
 * @property {(board: Board) => void} hear
 */

/**
 * @param {{now: () => Date, chime: (times: number) => void}} hall the server's clock; `chime` is told how often to strike
 * @returns {Crier}
 */
export function makeCrier({ now, chime }) {
  const board = signal(/** @type {Board | null} */ (null));
  const calls = signal(/** @type {Calls | null} */ (null));
  const held = signal(/** @type {BoardCall | null} */ (null));
  let since = -Infinity;
  let timer = 0;

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
      if (age < SHORT_HOLD_MS) {
        timer = setTimeout(step, SHORT_HOLD_MS - age);
        return;
      }
      const turn = next(calls.value, board.value, now());
      calls.value = turn.calls;
      held.value = turn.call;
      if (!turn.call) return;
      since = performance.now();
      chime(turn.call.repeat > 1 ? 2 : 1);
      timer = setTimeout(step, SHORT_HOLD_MS);
    } else if (age < HOLD_MS) {
      timer = setTimeout(step, HOLD_MS - age);
    } else {
      held.value = null;
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
