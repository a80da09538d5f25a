/** @module A press on a group becomes one ticket: one key per press, kept until the truth is known. */
import { signal } from "tonsai/html.js";
import { insist, newKey } from "tonsai/call.js";
import { language } from "tonsai/start.js";
import { goHome, priority, sayRefused, showNumber } from "./flow.js";
import { followSlip } from "./paper.js";

/** As long as a visitor stands and waits for an answer. */
const ANSWER_WITHIN_MS = 30_000;
/** After that nobody waits any more: a ticket that was given all the same is handed back for so long. */
const SETTLE_WITHIN_MS = 600_000;

/** @typedef {{group: string, priority: boolean, language: string}} Body */

/** The press that waits for its answer. @type {import("@preact/signals").Signal<{group: string, since: number} | null>} */
export const wish = signal(null);

/** @param {import("tonsai/call.js").Answer | import("tonsai/call.js").Refusal} answer */
const isUnknown = (answer) => !answer.ok && (answer.code === "network" || answer.status >= 500);

/** @param {string} group code of a group */
export async function takeTicket(group) {
  if (wish.peek()) return;
  const body = { group, priority: priority.peek(), language: language.peek() };
  const key = newKey();
  wish.value = { group, since: performance.now() };
  const answer = await insist("POST", "/api/v1/tickets", body, { key, for_ms: ANSWER_WITHIN_MS });
  wish.value = null;
  if (answer.ok) {
    showNumber(answer.data);
    return followSlip(answer.data.token);
  }
  if (isUnknown(answer)) {
    goHome();
    sayRefused("network");
    return settle(body, key);
  }
  sayRefused(answer.code);
}

/** Whoever may hold a slip keeps the place. @param {string} token */
async function isOnPaper(token) {
  const answer = await insist("GET", `/api/v1/tickets/${token}/slip`, undefined, { for_ms: SETTLE_WITHIN_MS });
  return answer.ok && ["printing", "printed", "failed"].includes(answer.data.state);
}

/**
 * The answer never came, so a number may have been given that nobody saw. The same key asks for that very ticket,
 * never for a second one, and the place is given back: no counter calls somebody who is not there.
 * @param {Body} body @param {string} key
 */
async function settle(body, key) {
  const answer = await insist("POST", "/api/v1/tickets", body, { key, for_ms: SETTLE_WITHIN_MS });
  if (!answer.ok || (await isOnPaper(answer.data.token))) return;
  await insist("DELETE", `/api/v1/tickets/${answer.data.token}`, undefined, { for_ms: SETTLE_WITHIN_MS });
}
