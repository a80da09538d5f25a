/** @module A busy moment made of the office's own groups and counters, to show how a screen would look. Pure. */

/** @typedef {import("tonsai/values").Board} Board */

const WAITING = [7, 12, 3, 0, 5, 1, 9, 2];

/** @param {Board} board @returns {Board} */
export function sample(board) {
  const groups = board.groups.map((group, place) => ({ ...group, waiting: WAITING[place % WAITING.length] }));
  const prefixes = groups.length > 0 ? groups.map((group) => group.prefix) : ["A"];
  const counters = board.counters.map((counter, place) => ({
    ...counter,
    state: /** @type {const} */ ("open"),
    reason: null,
    ticket: `${(counter.groups[0] ?? prefixes[0])}${String(16 + place * 7).padStart(3, "0")}`,
    ticket_state: place === 0 ? /** @type {const} */ ("called") : /** @type {const} */ ("serving"),
  }));
  const calls = counters.slice(0, 6).map((counter, place) => ({
    call: 100 - place,
    number: counter.ticket,
    counter: counter.number,
    group: counter.groups[0] ?? prefixes[0],
    language: /** @type {const} */ ("ms"),
    repeat: 1,
    at: board.at,
    speech: [],
  }));
  const waiting = groups.reduce((sum, group) => sum + group.waiting, 0);
  return { ...board, groups, counters, calls, waiting, hall: { ...board.hall, state: "open" } };
}
