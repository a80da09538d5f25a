/** @module What a console knows: the desk, which counter it is, and what stands open on the page. */
import { follow } from "tonsai/live.js";
import { computed, effect, signal } from "tonsai/html.js";
import { data } from "tonsai/start.js";
import { findCounter, phaseOf } from "./phases.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */
/**
 * @typedef {{kind: "hold"} | {kind: "pause"} | {kind: "close"} | {kind: "transfer"} | {kind: "services"} | {kind: "correct"}
 *   | {kind: "chosen"} | {kind: "keys"} | {kind: "menu"}} OpenSheet
 */

const COUNTER = "tonsai.counter";
const TICK_MS = 250;
export const person = /** @type {{name: string, role: string}} */ (data.staff);

export const live = follow({ namespace: "/desk", event: "desk", start: /** @type {Desk | null} */ (data.desk ?? null) });
export const desk = live.value;

/** The seat of this tab; the page is drawn only after it is claimed. */
export const seat = signal(/** @type {string | null} */ (null));

/** True after the server said that another seat works our counter, until we open it ourselves. */
export const lost = signal(false);

/** The chosen counter, kept for this tab; a counter that the server names goes first. */
export const number = signal(/** @type {number | null} */ (data.counter ?? rememberedCounter()));

export const counter = computed(() => findCounter(desk.value, number.value));
export const phase = computed(() => (lost.value && counter.value ? "elsewhere" : phaseOf(counter.value, seat.value)));
export const ticket = computed(() => counter.value?.ticket ?? null);

/** The server's time in ms, moving four times a second. */
export const now = signal(live.now().getTime());

/** The one dialog that is open. */
export const sheet = signal(/** @type {OpenSheet | null} */ (null));

/** When this counter was last seen without a ticket after one; ms, null before. */
export const freeSince = signal(/** @type {number | null} */ (null));

/** `started_at` of tickets served here since the page came up, for the minutes of the finished one. */
export const startedAt = /** @type {Map<string, string>} */ (new Map());

setInterval(() => (now.value = live.now().getTime()), TICK_MS);

effect(() => {
  if (number.value === null) sessionStorage.removeItem(COUNTER);
  else sessionStorage.setItem(COUNTER, String(number.value));
});

let hadTicket = false;
effect(() => {
  const at = ticket.value;
  if (at?.started_at) startedAt.set(at.number, at.started_at);
  if (hadTicket && at === null) freeSince.value = live.now().getTime();
  hadTicket = at !== null;
});

/** @returns {number | null} */
function rememberedCounter() {
  const kept = Number(sessionStorage.getItem(COUNTER));
  return kept > 0 ? kept : null;
}
