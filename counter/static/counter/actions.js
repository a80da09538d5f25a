/** @module The keys of a console as one table: what each does, where it works, and what it is called on the keyboard. */
import { signal } from "tonsai/html.js";
import { counter, desk, now, phase, sheet, ticket } from "./console_state.js";
import { FINISH_KEYS, recallOf, servicesOf } from "./phases.js";
import { finish, isFree, open, press } from "./presses.js";
import { digitOf } from "./sheet.js";

/** @typedef {import("./phases.js").Phase} Phase */
/**
 * @typedef {{phases: Phase[], cap: string, codes: string[], icon: string, word: string, run: () => unknown,
 *   why?: () => "" | "line" | "spacing" | "limit"}} Action
 *   `cap` is what the keyboard shows; `codes` are physical keys; `why` says what keeps the key off although the counter is free
 */

/** @type {Record<string, Action>} */
export const ACTIONS = {
  "call-next": {
    phases: ["idle"],
    cap: "F2",
    codes: ["F2"],
    icon: "speakerphone",
    word: "counter.call_next",
    run: () => press("call-next"),
    why: () => (counter.value?.next ? "" : "line"),
  },
  start: { phases: ["called"], cap: "F2", codes: ["F2"], icon: "check", word: "counter.start", run: () => press("start") },
  back: { phases: ["paused"], cap: "F2", codes: ["F2"], icon: "player-play", word: "counter.back", run: () => reopen({}) },
  open: { phases: ["closed"], cap: "F2", codes: ["F2"], icon: "door", word: "counter.open", run: () => reopen(chosenGroups()) },
  recall: {
    phases: ["called"],
    cap: "F4",
    codes: ["F4"],
    icon: "repeat",
    word: "counter.recall",
    run: () => press("recall"),
    why: whyNoRecall,
  },
  hold: {
    phases: ["called", "serving"],
    cap: "F7",
    codes: ["F7"],
    icon: "player-pause",
    word: "counter.hold",
    run: () => show("hold"),
  },
  "no-show": {
    phases: ["called"],
    cap: "F10",
    codes: ["F10"],
    icon: "user-off",
    word: "counter.no_show",
    run: () => press("no-show"),
  },
  services: {
    phases: ["serving"],
    cap: "F8",
    codes: ["F8"],
    icon: "search",
    word: "counter.services",
    run: () => show("services"),
  },
  transfer: {
    phases: ["serving"],
    cap: "F9",
    codes: ["F9"],
    icon: "transfer",
    word: "counter.transfer",
    run: () => show("transfer"),
  },
};

/** Codes of the groups ticked before opening; null stands for those the counter serves by default. */
export const ticked = signal(/** @type {string[] | null} */ (null));

const chosenGroups = () => (ticked.value === null ? {} : { groups: ticked.value });

/** @param {{groups?: string[], take_over?: boolean}} body */
function reopen(body) {
  const mine = counter.value;
  return mine ? open(mine.number, body) : undefined;
}

/** Takes the counter over from another machine. */
export const takeOver = () => reopen({ take_over: true });

/** @param {"hold" | "services" | "transfer" | "pause" | "close" | "chosen" | "correct" | "keys" | "menu"} kind */
export function show(kind) {
  if (kind === "keys" || kind === "menu" || isFree()) sheet.value = { kind };
}

function whyNoRecall() {
  if (!ticket.value || !desk.value) return "";
  const { left, wait } = recallOf(ticket.value, desk.value.rules, now.value);
  return left === 0 ? "limit" : wait > 0 ? "spacing" : "";
}

/** The finish keys of the ticket that is being served. */
export function finishKeys() {
  if (!desk.value || !ticket.value) return [];
  return servicesOf(desk.value, ticket.value.group).slice(0, FINISH_KEYS);
}

/**
 * What a physical key does now, or null.
 * @param {string} code `KeyboardEvent.code`
 * @returns {(() => unknown) | null}
 */
export function actionFor(code) {
  const digit = digitOf(code);
  if (digit && phase.value === "serving") {
    const service = finishKeys()[digit - 1];
    return service ? () => finish(service.code) : null;
  }
  const action = Object.values(ACTIONS).find((one) => one.codes.includes(code) && one.phases.includes(phase.value));
  return action && !action.why?.() ? action.run : null;
}
