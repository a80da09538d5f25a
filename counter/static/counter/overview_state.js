/** @module What the overview knows, and the two things it can do: answer for help, close or open a group. */
import { insist, newKey } from "tonsai/call.js";
import { signal } from "tonsai/html.js";
import { follow } from "tonsai/live.js";
import { data } from "tonsai/start.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */

const TICK_MS = 250;
const TRY_MS = 3000;
const DONE_MS = 6000;
const SHOWN_MS = 6000;

export const person = /** @type {{name: string, role: string}} */ (data.staff);
export const live = follow({ namespace: "/desk", event: "desk", start: /** @type {Desk | null} */ (data.desk ?? null) });
export const desk = live.value;
/** The server's time in ms. */
export const now = signal(live.now().getTime());
/** The sheet that is open: `group <code>`, `device <name>` or `alert <code> <subject>`. */
export const opened = signal(/** @type {string | null} */ (null));
export const busy = signal(false);
/** Code of the last refusal, for six seconds. */
export const refusal = signal(/** @type {string | null} */ (null));

/** Who may close and open groups and answer for help. An executive only looks. */
export const mayManage = person.role === "supervisor" || person.role === "administrator";

let timer = 0;
setInterval(() => (now.value = live.now().getTime()), TICK_MS);

/** @param {"close" | "open"} verb @param {string} group code */
export const setGroup = (verb, group) => command("POST", `/api/v1/groups/${group}/${verb}`, {});

/** Says that somebody goes to those who asked. */
export const answerHelp = () => command("DELETE", "/api/v1/help");

/** Takes a matter on for so many minutes; none gives it back.
 * @param {import("../../../shared/static/types/values").Attention} one @param {number} minutes */
export const takeAlert = (one, minutes) =>
  command("POST", "/api/v1/alerts/take", { code: one.code, subject: one.subject, minutes });

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<boolean>} whether it was done
 */
async function command(method, path, body) {
  if (busy.value) return false;
  busy.value = true;
  refusal.value = null;
  clearTimeout(timer);
  const answer = await insist(method, path, body, { key: newKey(), timeout_ms: TRY_MS, for_ms: DONE_MS });
  busy.value = false;
  if (answer.ok) return true;
  refusal.value = answer.code;
  timer = window.setTimeout(() => (refusal.value = null), SHOWN_MS);
  return false;
}
