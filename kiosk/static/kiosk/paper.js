/** @module Whether the slip comes out: what this kiosk's printer says, and where the slip of a ticket stands. */
import { send } from "tonsai/call.js";
import { batch, computed, signal } from "tonsai/html.js";
import { data } from "tonsai/start.js";
import { live, stayAgain, ticket } from "./flow.js";
import { findPrinter, said, troubleOf } from "./paper_words.js";

/** @typedef {import("./paper_words.js").Slip} Slip */

/** Between two looks at a slip that is being printed. */
const LOOK_MS = 300;
/** A slip takes a second or two. After this nobody is told any more that it comes; if it does, they are told again. */
const SOON_MS = 5_000;
const LOOK_WITHIN_MS = 2_000;
const ENDED = ["none", "printed", "failed", "expired"];

/** This kiosk's printer; null without one. */
export const printer = computed(() => findPrinter(live.value.value?.printers ?? [], data.device?.id));

/** Why no slip will come out now; null when one will, or when there is none to come. */
export const trouble = computed(() => troubleOf(printer.value));

/** What is said of the slip of the ticket on the screen. */
export const slip = signal(/** @type {Slip} */ ("none"));

/** Follows the slip of a ticket as long as that is on the screen. @param {string} token */
export async function followSlip(token) {
  const way = printer.peek()?.way ?? "none";
  slip.value = way === "none" ? "none" : trouble.peek() ?? "printing";
  if (way === "browser") return printHere(token);
  if (way !== "none") await watchSlip(token);
}

/** @param {string} token */
async function watchSlip(token) {
  const began = performance.now();
  const path = `/api/v1/tickets/${token}/slip`;
  while (ticket.peek()?.token === token) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const answer = await send("GET", path, undefined, { timeout_ms: LOOK_WITHIN_MS });
    const state = answer.ok ? answer.data.state : "queued";
    if (ticket.peek()?.token === token) tell(said(state, trouble.peek(), performance.now() - began > SOON_MS));
    if (ENDED.includes(state)) return;
  }
  // Nobody stands here any more to take it, and the next visitor must not find it in the tray.
  await send("DELETE", path);
}

/** Whoever has just been told to remember the number has the whole time to do so. @param {Slip} now */
function tell(now) {
  const before = slip.peek();
  if (now === before) return;
  batch(() => {
    slip.value = now;
    if (before === "printing" && now !== "ok") stayAgain();
  });
}

/** What only paper shows has not been drawn yet: without its fonts it would come out empty. */
const fonts = () => [500, 700, 800].map((weight) => document.fonts.load(`${weight} 16px Sarabun`, "กA1"));

/** The browser prints by itself, once: whoever asked first. @param {string} token */
async function printHere(token) {
  const answer = await send("POST", `/api/v1/tickets/${token}/slip`, {});
  if (ticket.peek()?.token !== token) return;
  if (!answer.ok || !answer.data.print) return tell("away");
  await Promise.all([...fonts(), ...[...document.images].map((image) => image.decode().catch(() => undefined))]);
  print();
  tell("ok");
}
