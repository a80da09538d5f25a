/** @module What the office's hours mean for the screen: a large notice in place of a call, or a strip beneath one. Pure. */

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {{kind: "none_yet" | "before" | "lunch" | "closed" | "holiday" | "clock", time: string | null, date: string | null}} Notice
 *   `time` is when it goes on (`08:30`), `date` the day of that where it is not today (`YYYY-MM-DD`)
 * @typedef {{kind: "announced" | "lunch" | "lunch_counters" | "last_ticket", from: string, to: string, counters: string}} Strip
 */

/** @param {Board} board Whether somebody is called or served at this moment. */
export const isBusy = (board) => board.counters.some((counter) => counter.ticket !== null);

/**
 * The notice that takes the place of the large ticket, or null while that shows a call.
 * @param {Board} board
 * @returns {Notice | null}
 */
export function notice(board) {
  const { state, opens, lunch, next_open_date, next_open_time } = board.hall;
  const later = { time: next_open_time, date: next_open_date === board.day ? null : next_open_date };
  if (state === "clock") return { kind: "clock", time: null, date: null };
  if (!isBusy(board)) {
    if (state === "holiday") return { kind: "holiday", ...later };
    if (state === "before") return { kind: "before", time: opens, date: null };
    if (state === "lunch_closed") return { kind: "lunch", time: lunch ? lunch[1] : next_open_time, date: null };
    if (state === "closed" && board.waiting === 0) return { kind: "closed", ...later };
  }
  return board.calls.length === 0 ? { kind: "none_yet", time: null, date: null } : null;
}

/**
 * The strip that says what people with a ticket must know while calls go on.
 * @param {Board} board
 * @returns {Strip | null}
 */
export function strip(board) {
  const { state, lunch } = board.hall;
  const [from, to] = lunch ?? ["", ""];
  if (board.announcements.length > 0) return { kind: "announced", from, to, counters: "" };
  const counters = board.counters.filter((counter) => counter.state === "open").map((counter) => counter.number);
  if (state === "last_ticket" || (state === "closed" && (isBusy(board) || board.waiting > 0))) {
    return { kind: "last_ticket", from, to, counters: "" };
  }
  if (state === "lunch" && counters.length > 0) return { kind: "lunch_counters", from, to, counters: counters.join(", ") };
  if (state === "lunch" || (state === "lunch_closed" && isBusy(board))) return { kind: "lunch", from, to, counters: "" };
  return null;
}
