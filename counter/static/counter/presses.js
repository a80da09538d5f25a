/**
 * @module One press at a time: how a key of the console becomes a command, and what happens when it is refused.
 *
 * A press has one idempotency key for all its tries. While it runs, and for a moment after the screen has changed
 * under the finger, nothing else is taken: a double click does nothing twice and never hits the key that came next.
 * When no answer comes the truth is asked from the desk before any key works again.
 */
import { insist, newKey, send } from "tonsai/call.js";
import { effect, signal } from "tonsai/html.js";
import { isNewer } from "tonsai/live.js";
import { refuse } from "tonsai/sound.js";
import { autoCall, soundOn } from "./choices.js";
import { counter, desk, live, lost, number, phase, seat, sheet, ticket } from "./console_state.js";

/** How long a try may take, and for how long the same press is tried again. */
const TRY_MS = 3000;
const PRESS_MS = 6000;
/** Longer than a double click. */
const SETTLE_MS = 600;
const SHOWN_MS = 6000;
const CATCH_UP_MS = 700;
const LOOK_MS = 40;
const ASK_AGAIN_MS = 1500;
/** Dialogs that do not speak of the ticket at the counter. */
const STAYING = new Set(["menu", "keys"]);

/** @typedef {{tone: "refused" | "unknown" | "told", code: string}} Notice */

/** The command under way, or "". */
export const busy = signal("");
/** The screen has just changed: presses are let go by. */
export const settling = signal(false);
/** A sentence under the keys. */
export const notice = signal(/** @type {Notice | null} */ (null));
/** The session is over; the number stays, the keys wait for a new sign-in. */
export const signedOut = signal(false);

let settleTimer = 0;
let noticeTimer = 0;
let shown = "";
effect(() => {
  if (seat.value === null) return;
  const next = `${phase.value} ${ticket.value?.number ?? ""}`;
  if (shown !== "" && next !== shown) settle();
  shown = next;
});

function settle() {
  settling.value = true;
  // What a dialog asked about is no longer what stands there.
  if (sheet.peek() && !STAYING.has(sheet.peek()?.kind ?? "")) sheet.value = null;
  clearTimeout(settleTimer);
  settleTimer = window.setTimeout(() => (settling.value = false), SETTLE_MS);
}

/** Whether keys are off for a reason that shows: no connection, no session. */
export const isCut = () => live.stale.value || live.denied.value || signedOut.value;

/** Whether a press would be taken now. */
export const isFree = () => busy.value === "" && !settling.value && !isCut();

/**
 * Sends a command of the counter, unless another is under way.
 * @param {string} verb last part of the path, such as `call-next`
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<boolean>} whether it was done
 */
export async function press(verb, body = {}) {
  if (!isFree()) return false;
  return hold(verb, () => command(verb, body));
}

/**
 * Finishes the ticket with the service that was done, and calls the next one when the clerk wants that.
 * @param {string} service code
 */
export async function finish(service) {
  if (!isFree()) return false;
  return hold("finish", async () => {
    const done = await command("finish", { service });
    if (done && autoCall.value && phase.value === "idle" && counter.value?.next) await command("call-next", {});
    return done;
  });
}

/**
 * Opens a counter for this seat and works there from now on.
 * @param {number} chosen
 * @param {{take_over?: boolean, groups?: string[]}} [body]
 */
export async function open(chosen, body = {}) {
  if (!isFree()) return false;
  return hold("open", async () => {
    const done = await command("open", body, chosen);
    if (done) {
      lost.value = false;
      number.value = chosen;
    }
    return done;
  });
}

/** Answers the call for help of a kiosk. */
export async function answerHelp() {
  if (!isFree()) return false;
  return hold("help", async () => judge(await insist("DELETE", "/api/v1/help", undefined, options())));
}

/** @param {string} verb @param {() => Promise<boolean>} work */
async function hold(verb, work) {
  busy.value = verb;
  hush();
  try {
    return await work();
  } finally {
    busy.value = "";
  }
}

/** @param {string} verb @param {Record<string, unknown>} body @param {number | null} [chosen] */
async function command(verb, body, chosen = number.value) {
  return judge(await insist("POST", `/api/v1/counters/${chosen}/${verb}`, body, options()));
}

const options = () => ({ key: newKey(), seat: seat.value ?? undefined, timeout_ms: TRY_MS, for_ms: PRESS_MS });

/** @param {import("tonsai/call.js").Answer | import("tonsai/call.js").Refusal} answer */
async function judge(answer) {
  if (answer.ok) {
    await catchUp(answer.data?.seq ?? 0);
    return true;
  }
  if (answer.code === "network" || answer.status >= 500) await askTheDesk();
  else await takeRefusal(answer.code);
  return false;
}

/** Waits until the screen shows what was done. @param {number} seq */
async function catchUp(seq) {
  for (let waited = 0; waited < CATCH_UP_MS; waited += LOOK_MS) {
    if ((desk.value?.seq ?? -1) >= seq) return;
    await sleep(LOOK_MS);
  }
  await resync();
}

/** No answer: nobody knows whether it was done. The keys stay off until the desk says how things stand. */
async function askTheDesk() {
  say({ tone: "unknown", code: "unknown" });
  while (!(await resync())) {
    if (signedOut.value) return hush();
    await sleep(ASK_AGAIN_MS);
  }
  say({ tone: "told", code: "told" }, SHOWN_MS);
}

/** @param {string} code */
async function takeRefusal(code) {
  if (soundOn.value) refuse();
  if (code === "auth.required") {
    signedOut.value = true;
    return;
  }
  if (code === "counter.elsewhere" && number.value !== null) {
    lost.value = true;
    sheet.value = null;
  } else {
    say({ tone: "refused", code }, SHOWN_MS);
  }
  await resync();
}

/** Takes the desk by HTTP, for when the news may be late. @returns {Promise<boolean>} whether it was heard */
export async function resync() {
  const answer = await send("GET", "/api/v1/desk", undefined, { timeout_ms: TRY_MS });
  if (!answer.ok) {
    if (answer.code === "auth.required") signedOut.value = true;
    return false;
  }
  if (isNewer(desk.value, answer.data)) desk.value = answer.data;
  return true;
}

/** @param {Notice} next @param {number} [for_ms] */
function say(next, for_ms) {
  clearTimeout(noticeTimer);
  notice.value = next;
  if (for_ms) noticeTimer = window.setTimeout(hush, for_ms);
}

function hush() {
  clearTimeout(noticeTimer);
  notice.value = null;
}

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
