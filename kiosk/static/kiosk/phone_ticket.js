/** @module The ticket in somebody's hand: fetched when the board moves, asked for on a timer where sockets fail. */
import { newKey, send } from "tonsai/call.js";
import { computed, effect, signal, untracked } from "tonsai/html.js";
import { at } from "tonsai/root.js";
import { data } from "tonsai/start.js";

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").Text} Text
 * @typedef {import("tonsai/values").DeskTicket["state"]} TicketState
 * @typedef {object} PhoneTicket as `GET /api/v1/tickets/{token}` gives it
 * @property {string} number
 * @property {TicketState} state
 * @property {string} group
 * @property {Text} group_name
 * @property {number | null} counter
 * @property {number | null} ahead
 * @property {{low_min: number, high_min: number} | null} wait
 * @property {number} poll_after_s
 * @property {import("tonsai/start.js").Language} language
 * @property {string | null} called_at
 * @property {boolean} rated
 * @property {boolean} ratable
 * @property {number} seq
 */

/** All phones hear of a call in the same instant; they ask spread over this time. */
const JITTER_MS = 300;
/** With a socket the timer only guards against a line that died silently, so it may be slower. */
const SLOWER = 3;
/** How long an answer may be overdue before the page says that it is old. */
const PATIENCE_MS = 8_000;
const TIMEOUT_MS = 8_000;
const LOOK_MS = 500;
/** In these states nothing moves any more. */
const FINAL = new Set(["finished", "cancelled", "abandoned"]);

/**
 * What the board already knows about this ticket and the last answer does not: called, or being served.
 * @param {PhoneTicket} ticket
 * @param {Board | null} board
 * @returns {PhoneTicket}
 */
export function newest(ticket, board) {
  if (!board || board.seq <= ticket.seq || FINAL.has(ticket.state)) return ticket;
  const counter = board.counters.find((other) => other.ticket === ticket.number);
  if (!counter || !counter.ticket_state) return ticket;
  const call = board.calls.find((other) => other.number === ticket.number);
  const called_at = call ? call.at : ticket.called_at;
  return { ...ticket, state: counter.ticket_state, counter: counter.number, called_at, ahead: null, wait: null };
}

/**
 * Follows one ticket for as long as the page is open.
 * @param {{board: {readonly value: Board | null}, connected: {readonly value: boolean}}} live
 */
export function followTicket(live) {
  const path = `/api/v1/tickets/${encodeURIComponent(data.token)}`;
  const answered = signal(/** @type {PhoneTicket} */ (data.ticket));
  const lost = signal(false);
  const stale = signal(false);
  /** Server time of the last answer. */
  const heard = signal(new Date());
  let etag = "";
  let due = performance.now();
  let asking = false;
  let again = false;

  /** @returns {number} ms until the next question */
  const pause = () => answered.peek().poll_after_s * 1000 * (live.connected.value ? SLOWER : 1);
  const over = () => lost.peek() || FINAL.has(answered.peek().state);

  /** @param {Response} answer */
  async function take(answer) {
    if (answer.status === 404) lost.value = true;
    if (!answer.ok && answer.status !== 304) return;
    if (answer.ok) {
      etag = answer.headers.get("ETag") ?? "";
      answered.value = await answer.json();
    }
    heard.value = new Date(answer.headers.get("Date") ?? Date.now());
    stale.value = false;
    due = performance.now() + pause();
  }

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const headers = { Accept: "application/json", "X-Face": "phone", ...(etag ? { "If-None-Match": etag } : {}) };
      await take(await fetch(at(path), { headers, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) }));
    } catch {
      // Away or unreadable: the timer asks again, and says so when it has been too long.
    }
    asking = false;
    if (again) {
      again = false;
      void refresh();
    }
  }

  /** Gives up the place. @returns {Promise<boolean>} */
  async function giveUp() {
    const answer = await send("DELETE", path, undefined, { key: newKey() });
    await refresh();
    return answer.ok;
  }

  let asked = -Infinity;
  setInterval(() => {
    if (document.hidden || over()) return;
    const late = performance.now() - due;
    stale.value = late > PATIENCE_MS;
    if (late >= 0 && performance.now() - asked > Math.min(pause(), PATIENCE_MS / 2)) {
      asked = performance.now();
      void refresh();
    }
  }, LOOK_MS);

  effect(() => {
    // Without a socket only the timer is left; phones do not all ask in the instant a server goes.
    if (!live.connected.value) due = Math.min(due, performance.now() + Math.random() * untracked(pause));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    due = performance.now();
    void refresh();
  });

  return {
    /** The newest that is known. */
    ticket: computed(() => newest(answered.value, live.board.value)),
    answered,
    lost,
    stale,
    heard,
    refresh,
    giveUp,
    /** The board moved: ask, unless nobody looks. @param {Board} board */
    boardMoved(board) {
      if (document.hidden || over() || board.seq <= answered.peek().seq) return;
      setTimeout(refresh, Math.random() * JITTER_MS);
    },
  };
}
