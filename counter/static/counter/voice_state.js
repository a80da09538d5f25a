/** @module What the page of the voice knows and does: the clips of a language, the booth, and a call to listen to. */
import { computed, signal } from "tonsai/html.js";
import { audio, unlock } from "tonsai/sound.js";
import { at } from "tonsai/root.js";
import { data, t } from "tonsai/start.js";
import { loudness, makeClips, play, say } from "tonsai/voice.js";
import { hasMicrophone, openMicrophone } from "./voice_microphone.js";
import { encodeWav, isClipped, LONGEST_S, RATE, readFile, resample } from "./voice_wave.js";

/** @typedef {import("../../../shared/static/types/values").Speech} Speech */
/**
 * @typedef {"recorded" | "imported" | "built" | "placeholder"} Origin
 * @typedef {{name: string, words: string, address: string | null, ms: number, origin: Origin | null}} Clip
 * @typedef {{wav: ArrayBuffer, sound: AudioBuffer, clipped: boolean}} Take what would be kept, and how the hall would hear it
 * @typedef {"ready" | "recording" | "making" | "heard" | "keeping"} Step
 */

export const spoken = /** @type {"th" | "ms" | "en"} */ (data.spoken);
export const clips = signal(/** @type {Clip[]} */ (data.clips));
/** Clips that a person still has to speak: missing, or a robot's. */
export const wanted = computed(() => clips.value.filter((clip) => !clip.address || clip.origin === "placeholder"));
/** The names that stand in the booth, and the place of the one that is spoken now. */
export const booth = signal(/** @type {{names: string[], at: number, file: boolean} | null} */ (null));
export const step = signal(/** @type {Step} */ ("ready"));
export const take = signal(/** @type {Take | null} */ (null));
/** The clip that stood in the booth last: the list takes the hand back to it. */
export const left = signal(/** @type {string | null} */ (null));
/** The sentence about what went wrong. */
export const problem = signal(/** @type {string | null} */ (null));
/** The name of the clip that was asked to be removed and waits for a second press. */
export const armed = signal(/** @type {string | null} */ (null));

const LOOK_MS = 100;
const store = makeClips();
let microphone = /** @type {import("./voice_microphone.js").Microphone | null} */ (null);
let limit = 0;

export const present = computed(() => {
  const stand = booth.value;
  return stand ? (clips.value.find((clip) => clip.name === stand.names[stand.at]) ?? null) : null;
});

/** @param {string} path @param {ArrayBuffer | URLSearchParams} [body] a sound or a form */
async function post(path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRF-Token": data.csrf };
  if (body instanceof ArrayBuffer) headers["Content-Type"] = "audio/wav";
  try {
    const answer = await fetch(at(`/settings/voice/${path}`), { method: "POST", headers, body });
    if (answer.ok) return answer;
    const { code, details } = await answer.json();
    problem.value = t(`error.${code}`, details ?? {});
  } catch {
    problem.value = t("error.network");
  }
  return null;
}

/** Opens the booth for these clips. @param {string[]} names @param {boolean} [file] a file is chosen, no microphone used */
export async function enter(names, file = false) {
  problem.value = null;
  armed.value = null;
  take.value = null;
  await unlock();
  booth.value = { names, at: 0, file };
  step.value = "ready";
  if (!file) await wake();
}

async function wake() {
  if (microphone) return true;
  if (!hasMicrophone()) return false;
  try {
    microphone = await openMicrophone();
  } catch (error) {
    const name = /** @type {Error} */ (error).name;
    const known = name === "NotAllowedError" ? "refused" : name === "NotFoundError" ? "none" : "busy";
    problem.value = t(`voice.microphone.${known}`);
  }
  return microphone !== null;
}

/** Closes the booth and lets the microphone go. */
export function leave() {
  clearInterval(limit);
  left.value = present.peek()?.name ?? null;
  microphone?.close();
  microphone = null;
  booth.value = null;
  take.value = null;
  step.value = "ready";
}

/** Begins to record, or ends and makes a clip of what was heard. */
export async function pressRecord() {
  if (step.value === "recording") return stop();
  if (step.value === "making" || step.value === "keeping" || !(await wake())) return undefined;
  problem.value = null;
  take.value = null;
  microphone?.begin();
  step.value = "recording";
  limit = window.setInterval(() => {
    if ((microphone?.seconds() ?? LONGEST_S) >= LONGEST_S - 0.5) void stop();
  }, LOOK_MS);
  return undefined;
}

async function stop() {
  clearInterval(limit);
  if (step.value !== "recording" || !microphone) return;
  step.value = "making";
  await judge(await resample(microphone.end()));
}

/** A file in the place of a recording. @param {string} name @param {File} file */
export async function takeFile(name, file) {
  await enter([name], true);
  step.value = "making";
  try {
    await judge(await readFile(file));
  } catch (error) {
    problem.value = t(error instanceof RangeError ? "voice.file.long" : "voice.file.unreadable");
    step.value = "ready";
  }
}

/** Lets the server trim and level a sound, and plays what came of it. @param {Float32Array} samples */
async function judge(samples) {
  const wav = encodeWav(samples, RATE);
  const answer = await post("make", wav);
  const ctx = audio();
  if (!answer || !ctx) {
    step.value = "ready";
    return;
  }
  take.value = { wav, sound: await ctx.decodeAudioData(await answer.arrayBuffer()), clipped: isClipped(samples) };
  step.value = "heard";
  await hearTake();
}

export async function hearTake() {
  const ctx = audio();
  if (take.value && ctx) await play(ctx, take.value.sound, ctx.currentTime, 1);
}

/** Keeps the take and goes to the next clip; after the last one the booth closes. */
export async function keepTake() {
  const [one, kept] = [present.value, take.value];
  if (!one || !kept || step.value !== "heard") return;
  step.value = "keeping";
  const answer = await post(`${spoken}/clips/${one.name}`, kept.wav);
  if (!answer) {
    step.value = "heard";
    return;
  }
  const { address, ms, origin } = await answer.json();
  change(one.name, { address, ms, origin });
  goOn();
}

/** Goes to the next clip without keeping anything. */
export function goOn() {
  const stand = booth.value;
  if (!stand || stand.at + 1 >= stand.names.length) return leave();
  take.value = null;
  problem.value = null;
  step.value = "ready";
  booth.value = { ...stand, at: stand.at + 1 };
  return undefined;
}

/** Removes a clip at the second press. @param {string} name */
export async function drop(name) {
  problem.value = null;
  if (armed.value !== name) {
    armed.value = name;
    return;
  }
  armed.value = null;
  if (await post(`${spoken}/clips/${name}/drop`)) change(name, { address: null, ms: 0, origin: null });
}

/** @param {string} name @param {Partial<Clip>} values */
function change(name, values) {
  clips.value = clips.value.map((clip) => (clip.name === name ? { ...clip, ...values } : clip));
}

/** Plays a kept clip as it is. @param {string} address */
export async function hearClip(address) {
  problem.value = null;
  await unlock();
  const one = { language: spoken, full: [address], brief: [], ms: 0, brief_ms: 0 };
  await store.ready([one]);
  const [ctx, sound] = [audio(), store.decoded.get(address)];
  if (ctx && sound) await play(ctx, sound, ctx.currentTime, 1);
  else problem.value = t("voice.file.unreadable");
}

/** Has every TV say a call that is none. @param {{number: string, counter: string, language: string}} call */
export const tryCall = (call) => post("try", new URLSearchParams(call));

const bangkok = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit" });

/**
 * Composes a call on the server and says it here as the TV would, at the loudness of the hour.
 * @param {{number: string, counter: string, language: string}} call
 * @returns {Promise<Speech[] | string>} what was said, or the sentence about why not
 */
export async function hearCall(call) {
  await unlock();
  let composed;
  try {
    const answer = await fetch(at(`/settings/voice/call?${new URLSearchParams(call)}`), { headers: { Accept: "application/json" } });
    composed = await answer.json();
    if (!answer.ok) return t(`error.${composed.code}`, composed.details ?? {});
  } catch {
    return t("error.network");
  }
  const volume = loudness(data.loudness, bangkok.format(new Date())) / 100;
  await say(store, composed.speech, { volume });
  return composed.speech;
}
