/** @module Boards and calls of one April morning, as small as a rule needs them. */

const TEN_42 = Date.parse("2026-04-07T03:42:00Z");

/** The moment `seconds` after 10.42 in the office. @param {number} seconds */
export const now = (seconds) => new Date(TEN_42 + seconds * 1000);

/** @param {number} n the call's own number @param {string} number of the ticket @param {number} seconds after 10.42 */
export const call = (n, number, seconds, counter = 1, repeat = 1) => ({
  call: n,
  number,
  counter,
  group: "g",
  language: "th",
  repeat,
  at: now(seconds).toISOString(),
});

const HALL = { state: "open", opens: "08:30", lunch: ["12:00", "13:00"], next_open_date: null, next_open_time: null };

/** @param {object[]} calls newest first @param {Record<string, unknown>} [more] */
export function board(calls, { hall = {}, ...more } = {}) {
  return { day: "2026-04-07", calls, counters: [], groups: [], announcements: [], waiting: 0, hall: { ...HALL, ...hall }, ...more };
}
