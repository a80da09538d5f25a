/** @module The phone calls its owner: vibration and chime, the screen kept awake when the turn is near. */
import { chime } from "tonsai/sound.js";

const VIBRATION_MS = [400, 200, 400];
/** Called again until the owner touches the key, but not for ever. */
const AGAIN_MS = 15_000;
const TIMES = 4;

let timer = 0;

/** Browsers let a page vibrate only after a first touch, and some never do. @param {number | number[]} pattern */
function vibrate(pattern) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}

/** Once now, then again until `quiet`. @param {number} [times] how often it may still ring @param {number} [strokes] */
export function ring(times = TIMES, strokes = 1) {
  clearTimeout(timer);
  chime(strokes);
  vibrate(VIBRATION_MS);
  if (times > 1) timer = setTimeout(() => ring(times - 1, strokes), AGAIN_MS);
}

/** The owner knows, or the call is over. */
export function quiet() {
  clearTimeout(timer);
  vibrate(0);
}

/** @type {WakeLockSentinel | null} */
let lock = null;
let wanted = false;

async function hold() {
  if (!wanted || lock || document.hidden || !("wakeLock" in navigator)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => (lock = null));
    if (!wanted) await lock.release();
  } catch {
    lock = null;
  }
}

/** Keeps the screen lit while the turn is near, where the browser can. @param {boolean} near */
export function keepAwake(near) {
  wanted = near;
  if (near) void hold();
  else void lock?.release();
}

document.addEventListener("visibilitychange", hold);
