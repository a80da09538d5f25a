/** @module Which call the hall sees and hears: pure, so that a reconnect, a restart and a busy minute can be tried without a screen. */

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 */

/**
 * @typedef {object} Calls
 * @property {string} day service day these calls belong to
 * @property {number} heard highest call number known; only calls above it are news
 * @property {BoardCall[]} shown newest first; the first is the large one
 * @property {BoardCall[]} queue calls still to be spoken, oldest first
 */

/** A call older than this when it first reaches the screen is shown without sound: it is not news any more. */
const NEWS_MS = 10_000;
/** A queued call this old, whose ticket has gone on meanwhile, is shown without its turn. */
const PATIENCE_MS = 60_000;
/** As many as the board carries. */
const KEPT = 12;

/**
 * Takes in a board. At the first one, and after an outage, only calls of the last ten seconds are still spoken.
 * @param {Calls | null} before
 * @param {Board} board
 * @param {Date} now by the server's clock
 * @returns {Calls}
 */
export function hear(before, board, now) {
  const newest = board.calls[0]?.call ?? 0;
  const same = before !== null && before.day === board.day && newest >= before.heard;
  const known = same ? before : { day: board.day, heard: 0, shown: [], queue: [] };
  const news = board.calls.filter((call) => call.call > known.heard && now.getTime() - Date.parse(call.at) < NEWS_MS);
  const again = new Set(news.map((call) => call.number));
  const queue = [...known.queue.filter((call) => !again.has(call.number)), ...news.sort((a, b) => a.call - b.call)];
  const waiting = new Set(queue.slice(-KEPT).map((call) => call.number));
  const past = board.calls.filter((call) => !waiting.has(call.number));
  const earlier = known.shown.filter((call) => waiting.has(call.number));
  const shown = [...past, ...earlier].sort((a, b) => b.call - a.call).slice(0, KEPT);
  return { day: board.day, heard: Math.max(newest, known.heard), shown, queue: queue.slice(-KEPT) };
}

/**
 * Gives the next queued call its turn; `call` is null when nobody is left to be called.
 * @param {Calls} calls
 * @param {Board} board the newest
 * @param {Date} now by the server's clock
 * @returns {{calls: Calls, call: BoardCall | null}}
 */
export function next(calls, board, now) {
  let { shown, queue } = calls;
  while (queue.length > 0) {
    const [call, ...rest] = queue;
    shown = [call, ...shown.filter((other) => other.number !== call.number)].slice(0, KEPT);
    queue = rest;
    const age = now.getTime() - Date.parse(call.at);
    if (age < PATIENCE_MS || isCalled(board, call)) return { calls: { ...calls, shown, queue }, call };
  }
  return { calls: { ...calls, shown, queue }, call: null };
}

/**
 * Whether the ticket of a call is still being called: nobody has begun to serve it, nobody has given up on it.
 * @param {Board} board
 * @param {BoardCall} call
 */
export function isCalled(board, call) {
  return board.counters.some(
    (counter) => counter.number === call.counter && counter.ticket === call.number && counter.ticket_state === "called",
  );
}
