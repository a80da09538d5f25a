/** @module The hall's voice: the clips of a call joined into one sound, said in turn, at the loudness of the hour. */
import { audio, chime, CHIME_AGAIN_S } from "tonsai/sound.js";
import { signal } from "tonsai/html.js";

/**
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 * @typedef {import("tonsai/values").Speech} Speech
 * @typedef {import("tonsai/values").Voice} Voice
 * @typedef {{address: string, at: number}} Placed a clip and the second at which it begins
 * @typedef {import("./crier.js").Announce} Announce
 */

/** Between two clips; `shared/live/voice.py` counts with the same. */
export const GAP_S = 0.06;
/** Between two languages. */
export const BETWEEN_S = 0.35;
/** From the chime to the first word. */
const CHIME_S = 0.7;
/** From the end of a call to its repetition. */
const AGAIN_S = 3;

/** How often a pause looks whether it is still wanted. */
const LOOK_S = 0.25;

/** True while somebody is being called aloud: what else sounds in the hall goes down meanwhile. */
export const speaking = signal(false);
/** Addresses of clips that could not be fetched or decoded: their calls are chimed only. */
export const broken = signal(/** @type {readonly string[]} */ ([]));

/**
 * The percent that hold at a local time.
 * @param {readonly (readonly [string, number])[]} table by time, the first from midnight
 * @param {string} time `HH:MM`
 */
export function loudness(table, time) {
  const past = table.filter(([from]) => from <= time);
  return past.length > 0 ? past[past.length - 1][1] : (table[0]?.[1] ?? 100);
}

/**
 * Places the clips of all languages one behind the other.
 * @param {readonly Speech[]} speech @param {boolean} brief
 * @param {(address: string) => number} seconds length of a clip
 * @returns {{clips: Placed[], seconds: number}}
 */
export function plan(speech, brief, seconds) {
  /** @type {Placed[]} */
  const clips = [];
  let at = 0;
  for (const { full, brief: short } of speech) {
    if (at > 0) at += BETWEEN_S - GAP_S;
    for (const address of brief ? short : full) {
      clips.push({ address, at });
      at += seconds(address) + GAP_S;
    }
  }
  return { clips, seconds: Math.max(0, at - GAP_S) };
}

/**
 * Joins decoded clips into one buffer of `ctx`.
 * @param {BaseAudioContext} ctx @param {readonly Speech[]} speech @param {boolean} brief
 * @param {Map<string, AudioBuffer>} decoded
 * @returns {AudioBuffer | null} null where a clip is missing: no half sentences
 */
export function join(ctx, speech, brief, decoded) {
  const wanted = speech.flatMap((one) => (brief ? one.brief : one.full));
  if (wanted.length === 0 || wanted.some((address) => !decoded.has(address))) return null;
  const { clips, seconds } = plan(speech, brief, (address) => decoded.get(address)?.duration ?? 0);
  const joined = ctx.createBuffer(1, Math.ceil(seconds * ctx.sampleRate) + 1, ctx.sampleRate);
  const samples = joined.getChannelData(0);
  for (const { address, at } of clips) {
    const clip = /** @type {AudioBuffer} */ (decoded.get(address)).getChannelData(0);
    const start = Math.round(at * ctx.sampleRate);
    samples.set(clip.subarray(0, samples.length - start), start);
  }
  return joined;
}

/**
 * @param {{time: () => string, ask: () => Promise<readonly string[]>}} hall the local time `HH:MM`; `ask` names all
 *   clips the server has
 */
export function makeVoice({ time, ask }) {
  /** @type {Map<string, AudioBuffer>} */
  const decoded = new Map();
  let voice = /** @type {Voice | null} */ (null);

  /** @param {string} address */
  async function fetchClip(address) {
    const ctx = audio();
    if (!ctx || decoded.has(address)) return;
    try {
      const answer = await fetch(`/voice/${address}.wav`);
      if (!answer.ok) throw new Error(`clip ${address}: ${answer.status}`);
      decoded.set(address, await ctx.decodeAudioData(await answer.arrayBuffer()));
      broken.value = broken.value.filter((other) => other !== address);
    } catch {
      if (!broken.value.includes(address)) broken.value = [...broken.value, address];
    }
  }

  /** Fetches what is new and forgets what is gone, so that no call waits for its clips. */
  async function renew() {
    const wanted = await ask().catch(() => null);
    if (!wanted) return;
    broken.value = broken.value.filter((address) => wanted.includes(address));
    for (const address of decoded.keys()) if (!wanted.includes(address)) decoded.delete(address);
    for (const address of wanted) await fetchClip(address);
  }

  /** @type {Announce} */
  async function announce(call, { others, called }) {
    const ctx = audio();
    const volume = voice ? loudness(voice.loudness, time()) / 100 : 1;
    const strokes = call.repeat > 1 ? 2 : 1;
    chime(strokes, volume);
    if (!ctx || ctx.state !== "running" || !voice || volume <= 0) return;
    const from = ctx.currentTime + CHIME_S + (strokes - 1) * CHIME_AGAIN_S;
    speaking.value = true;
    try {
      await Promise.all(call.speech.flatMap((one) => one.full).map(fetchClip));
      const first = join(ctx, call.speech, others(), decoded);
      if (first) await play(ctx, first, from, volume);
      for (let again = 0; first && again < voice.repeats; again += 1) {
        const wanted = () => called() && !others();
        if (!(await rest(ctx, AGAIN_S, wanted))) return;
        const whole = join(ctx, call.speech, false, decoded);
        if (whole) await play(ctx, whole, ctx.currentTime, volume);
      }
    } finally {
      speaking.value = false;
    }
  }

  return {
    announce,
    /** @param {Voice} newest of the newest board */
    follow(newest) {
      const changed = newest.version !== voice?.version;
      voice = newest;
      if (changed) renew();
    },
  };
}

/** Plays a buffer at a moment of the context and ends with it. @param {AudioContext} ctx @param {AudioBuffer} buffer
 *  @param {number} at @param {number} volume */
function play(ctx, buffer, at, volume) {
  const source = new AudioBufferSourceNode(ctx, { buffer });
  source.connect(new GainNode(ctx, { gain: volume })).connect(ctx.destination);
  const ended = new Promise((resolve) => source.addEventListener("ended", resolve, { once: true }));
  source.start(Math.max(at, ctx.currentTime));
  return ended;
}

/**
 * Waits as long as it is `wanted`, by the clock of the sound, which stands still while the sound does.
 * @param {AudioContext} ctx @param {number} seconds @param {() => boolean} wanted
 * @returns {Promise<boolean>} whether it still was at the end
 */
async function rest(ctx, seconds, wanted) {
  const silence = ctx.createBuffer(1, Math.ceil(LOOK_S * ctx.sampleRate), ctx.sampleRate);
  const until = ctx.currentTime + seconds;
  while (wanted() && ctx.currentTime < until) await play(ctx, silence, ctx.currentTime, 0);
  return wanted();
}
