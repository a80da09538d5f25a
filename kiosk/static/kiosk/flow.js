/** @module What the kiosk is doing: its screen, its sheets, its visitor. Views draw this and call these. */
import { batch, computed, signal } from "tonsai/html.js";
import { firstBoard, follow } from "tonsai/live.js";
import { insist } from "tonsai/call.js";
import { data, language } from "tonsai/start.js";
import { refuse } from "tonsai/sound.js";
import { ticks } from "./stage.js";

/** @typedef {import("tonsai/start.js").Language} Language */
/** @typedef {{number: string, token: string, group: string, ahead: number, wait: {low_min: number, high_min: number} | null}} Ticket */
/**
 * @typedef {{kind: "language"} | {kind: "staff", state: "asking" | "coming" | "failed"} |
 *   {kind: "refused", code: string}} Sheet
 */

const NUMBER_STAYS_MS = 20_000;
const SHEET_STAYS_MS = 15_000;
/** Staff know already: a second press within this time only says so again. */
const HELP_LASTS_MS = 60_000;
const HELP_WITHIN_MS = 10_000;

export const live = follow({ namespace: "/board", event: "board", start: firstBoard() });

/** The office's clock, one step a minute. */
export const minute = computed(() => {
  void ticks.value;
  return Math.floor(live.now().getTime() / 60_000);
});

export const screen = signal(/** @type {"home" | "groups" | "number" | "rate"} */ ("home"));
export const sheet = signal(/** @type {Sheet | null} */ (null));
/** `performance.now()` at which the sheet leaves by itself. */
export const sheetUntil = signal(0);
export const priority = signal(false);
export const ticket = signal(/** @type {Ticket | null} */ (null));
/** `performance.now()` at which the number leaves the screen. */
export const numberUntil = signal(0);

let helpAsked = -HELP_LASTS_MS;

/** Back to the start, with nothing of the last visitor left. */
export function goHome() {
  batch(() => {
    screen.value = "home";
    sheet.value = null;
    priority.value = false;
    ticket.value = null;
  });
}

/** @param {Language} chosen */
export function start(chosen) {
  batch(() => {
    language.value = chosen;
    priority.value = false;
    sheet.value = null;
    screen.value = "groups";
  });
}

/** @param {Ticket} given */
export function showNumber(given) {
  batch(() => {
    ticket.value = given;
    numberUntil.value = performance.now() + NUMBER_STAYS_MS;
    sheet.value = null;
    priority.value = false;
    screen.value = "number";
  });
}

export function keepNumber() {
  numberUntil.value += NUMBER_STAYS_MS;
}

/** No slip comes after all: the number stays its whole time from now. */
export function stayAgain() {
  numberUntil.value = Math.max(numberUntil.peek(), performance.now() + NUMBER_STAYS_MS);
}

/** @param {Sheet} next */
export function showSheet(next) {
  batch(() => {
    sheet.value = next;
    sheetUntil.value = performance.now() + SHEET_STAYS_MS;
  });
}

export function closeSheet() {
  sheet.value = null;
}

/** @param {Language} chosen */
export function chooseLanguage(chosen) {
  language.value = chosen;
  closeSheet();
}

/** A kiosk that the office has shut out goes to its pairing page; any other refusal is said. @param {string} code */
export function sayRefused(code) {
  if (code === "auth.required") return location.reload();
  refuse();
  showSheet({ kind: "refused", code });
}

/** Asks for a member of staff and says truly whether they know. */
export async function callStaff() {
  if (performance.now() - helpAsked < HELP_LASTS_MS) return showSheet({ kind: "staff", state: "coming" });
  showSheet({ kind: "staff", state: "asking" });
  const answer = await insist("POST", "/api/v1/help", {}, { for_ms: HELP_WITHIN_MS });
  if (answer.ok) helpAsked = performance.now();
  else refuse();
  if (sheet.peek()?.kind === "staff") showSheet({ kind: "staff", state: answer.ok ? "coming" : "failed" });
}

/** Milliseconds a visitor may rest before the kiosk asks, and then has to answer. */
export const patience = {
  idle_ms: (data.settings?.kiosk?.idle_s ?? 40) * 1000,
  warn_ms: (data.settings?.kiosk?.warn_s ?? 20) * 1000,
};
