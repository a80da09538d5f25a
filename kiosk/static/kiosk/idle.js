/** @module Patience: when a visitor rests, ask; when nobody answers, begin anew for the next one. */
import { batch, effect, signal } from "tonsai/html.js";
import { data, language } from "tonsai/start.js";
import { closeSheet, goHome, live, numberUntil, patience, screen, sheet, sheetUntil } from "./flow.js";
import { noticeOf } from "./hall.js";
import { rating } from "./rating.js";
import { ticks } from "./stage.js";
import { wish } from "./wish.js";

/** The home screen speaks Thai again after this rest. */
const HOME_LANGUAGE_MS = 60_000;
/** A page that the server does not know any more asks for itself anew, so that it returns alone once it is paired. */
const DENIED_RELOAD_MS = 60_000;

/** `performance.now()` at which the visit ends, while the kiosk asks for it; otherwise null. */
export const endsAt = signal(/** @type {number | null} */ (null));

let lastTouch = performance.now();
let deniedSince = 0;
/** The service day of the page: a new one loads the page anew, and with it a new version of the kiosk. */
let day = "";

/** The visitor asked for more time, or touched. */
export function stay() {
  lastTouch = performance.now();
  endsAt.value = null;
}

/** The visitor is gone. */
export function leave() {
  rating.end();
  goHome();
  stay();
}

/** @param {number} now */
function watchHome(now) {
  endsAt.value = null;
  if (now - lastTouch > HOME_LANGUAGE_MS) language.value = data.languages[0];
}

/** @param {number} now */
function watchVisit(now) {
  const quiet = now - lastTouch;
  if (quiet >= patience.idle_ms + patience.warn_ms) leave();
  else if (quiet >= patience.idle_ms && endsAt.peek() === null) endsAt.value = lastTouch + patience.idle_ms + patience.warn_ms;
}

/** Tickets stopped while a visitor was choosing: the notice stands there instead. */
function watchHall() {
  const board = live.value.peek();
  if (board && screen.peek() === "groups" && noticeOf(board)) goHome();
}

/** @param {number} now */
function watch(now) {
  watchHall();
  if (sheet.peek() && now > sheetUntil.peek()) closeSheet();
  if (wish.peek()) return stay();
  if (screen.peek() === "home") watchHome(now);
  else if (screen.peek() === "number") {
    endsAt.value = null;
    if (now >= numberUntil.peek()) leave();
  } else watchVisit(now);
}

/** @param {number} now */
function watchServer(now) {
  if (!live.denied.peek()) deniedSince = now;
  if (now - deniedSince > DENIED_RELOAD_MS) location.reload();
}

/** A new service day begins with a fresh page, when nobody stands before it. */
function watchDay() {
  const board = live.value.value;
  if (!board) return;
  const resting = screen.peek() === "home" && performance.now() - lastTouch > HOME_LANGUAGE_MS;
  if (day && board.day !== day && resting) location.reload();
  else if (!day) day = board.day;
}

export function watchPatience() {
  const touched = () => {
    if (endsAt.peek() === null) lastTouch = performance.now();
  };
  addEventListener("pointerdown", touched, { capture: true });
  addEventListener("keydown", touched, { capture: true });
  deniedSince = performance.now();
  effect(() => {
    const now = ticks.value;
    batch(() => watch(now));
    watchServer(now);
  });
  effect(watchDay);
}
