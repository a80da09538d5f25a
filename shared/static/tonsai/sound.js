/** @module The sounds of the house, made by the browser itself: two soft struck tones, a tick, a low refusal. */
import { signal } from "./html.js";

const HIGH_HZ = 784;
const LOW_HZ = 659;
const REFUSE_HZ = 220;
const NUDGE_HZ = 523;
const TICK_HZ = 1400;
const STEP_S = 0.18;
const DECAY_S = 0.6;
/** Between the two strokes of a repeated chime. */
export const CHIME_AGAIN_S = 0.95;
const REFUSE_S = 0.12;
const TICK_S = 0.02;
/** −12 dBFS. */
const LOUD = 0.25;
const QUIET = 0.06;

/** True while the browser waits for a touch before it lets the page sound. */
export const blocked = signal(false);

/** Addresses of clips that the server refused or that are no sound: calls that need them are chimed only. */
export const broken = signal(/** @type {readonly string[]} */ ([]));

/** @type {AudioContext | null} */
let context = null;

/** The one audio context of the page, or null where the browser has none. */
export function audio() {
  if (context) return context;
  const Kind = globalThis.AudioContext;
  if (!Kind) return null;
  const made = new Kind();
  context = made;
  const look = () => (blocked.value = made.state === "suspended");
  made.addEventListener("statechange", look);
  look();
  return context;
}

/** Wakes the sound; call it on a touch. */
export async function unlock() {
  try {
    await audio()?.resume();
  } catch {
    blocked.value = true;
  }
}

/** A tone struck at `at` s that dies away over `decay` s. @param {AudioContext} ctx @param {number} hz
 *  @param {number} at @param {number} decay @param {number} loud */
function strike(ctx, hz, at, decay, loud) {
  const tone = new OscillatorNode(ctx, { type: "sine", frequency: hz });
  const volume = new GainNode(ctx, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loud, at + Math.min(0.008, decay / 4));
  volume.gain.exponentialRampToValueAtTime(0.0001, at + decay);
  tone.connect(volume).connect(ctx.destination);
  tone.start(at);
  tone.stop(at + decay);
}

/** A context that sounds now, or null: a tone that cannot be heard now must not be heard late. */
function awake() {
  const ctx = audio();
  return ctx && ctx.state === "running" ? ctx : null;
}

/** @param {number} [times] 1 for a call, 2 for a repeat @param {number} [volume] 0–1 */
export function chime(times = 1, volume = 1) {
  const ctx = awake();
  if (!ctx || volume <= 0) return;
  for (let stroke = 0; stroke < times; stroke += 1) {
    const at = ctx.currentTime + stroke * CHIME_AGAIN_S;
    strike(ctx, HIGH_HZ, at, DECAY_S, LOUD * volume);
    strike(ctx, LOW_HZ, at + STEP_S, DECAY_S, LOUD * volume);
  }
}

/** One low tone: this was not taken. */
export function refuse() {
  const ctx = awake();
  if (ctx) strike(ctx, REFUSE_HZ, ctx.currentTime, REFUSE_S, LOUD);
}

/** Two even tones: somebody of the staff should look. Not the chime of a call. */
export function nudge() {
  const ctx = awake();
  if (!ctx) return;
  for (let stroke = 0; stroke < 2; stroke += 1) strike(ctx, NUDGE_HZ, ctx.currentTime + stroke * STEP_S, STEP_S, LOUD);
}

/** A press was felt. */
export function tick() {
  const ctx = awake();
  if (ctx) strike(ctx, TICK_HZ, ctx.currentTime, TICK_S, QUIET);
}
