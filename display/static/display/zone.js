/** @module The part of the hall that a screen is for: only its groups and counters, in lines, calls and voice. Pure. */

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {{groups: readonly string[], counters: readonly number[]}} Zone codes of groups and numbers of counters; empty is all
 */

/**
 * The board as a screen of that zone sees it. Without counters of its own it shows those that serve one of its groups.
 * @param {Board} board
 * @param {Zone} zone
 * @returns {Board}
 */
export function zoned(board, zone) {
  if (zone.groups.length === 0 && zone.counters.length === 0) return board;
  const groups = zone.groups.length === 0 ? board.groups : board.groups.filter((group) => zone.groups.includes(group.code));
  const prefixes = new Set(groups.map((group) => group.prefix));
  const here = zone.counters.length > 0
    ? board.counters.filter((counter) => zone.counters.includes(counter.number))
    : board.counters.filter((counter) => counter.groups.some((prefix) => prefixes.has(prefix)));
  const calls = board.calls.filter(
    (call) => prefixes.has(call.group) && (zone.counters.length === 0 || zone.counters.includes(call.counter)),
  );
  const waiting = groups.reduce((sum, group) => sum + group.waiting, 0);
  return { ...board, groups, counters: here, calls, waiting };
}
