/** @module A call's words: clips fetched once, joined into one sound, said after the chime. The hall's TV, a counter's
 *  own computer and the page of the voice say a call with the same code. */
import { at } from "./root.js";
import { audio, broken, chime, CHIME_AGAIN_S } from "./sound.js";

/**
 * @typedef {import("../types/values").Speech} Speech
 * @typedef {{address: string, at: number}} Placed a clip and the second at which it begins
 */

/** Between two clips; `shared/live/voice.py` counts with the same. With the quiet kept at their ends, at most 80 ms. */
export const GAP_S = 0.02;
/** Between two languages. */
export const BETWEEN_S = 0.35;
/** From the chime to the first word. */
const CHIME_S = 0.7;
const TIMEOUT_MS = 8000;

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

/** Plays a buffer at a moment of the context and ends with it. @param {AudioContext} ctx @param {AudioBuffer} buffer
 *  @param {number} at @param {number} volume */
export function play(ctx, buffer, at, volume) {
  const source = new AudioBufferSourceNode(ctx, { buffer });
  source.connect(new GainNode(ctx, { gain: volume })).connect(ctx.destination);
  const ended = new Promise((resolve) => source.addEventListener("ended", resolve, { once: true }));
  source.start(Math.max(at, ctx.currentTime));
  return ended;
}

/**
 * The clips a page has fetched. One that the server refuses or that is no sound is `broken`; one that did not come
 * because the network or the server was away is only late, and asked for again.
 */
export function makeClips() {
  /** @type {Map<string, AudioBuffer>} */
  const decoded = new Map();

  /** @param {string} address */
  const spoil = (address) => {
    if (!broken.value.includes(address)) broken.value = [...broken.value, address];
  };

  /** Whether the clip is here now. @param {string} address */
  async function fetchClip(address) {
    const ctx = audio();
    if (!ctx || decoded.has(address)) return decoded.has(address);
    let sound;
    try {
      const answer = await fetch(at(`/voice/${address}.wav`), { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (answer.status >= 500) return false;
      if (!answer.ok) return (spoil(address), false);
      sound = await answer.arrayBuffer();
    } catch {
      return false;
    }
    try {
      decoded.set(address, await ctx.decodeAudioData(sound));
    } catch {
      return (spoil(address), false);
    }
    broken.value = broken.value.filter((other) => other !== address);
    return true;
  }

  /** Forgets what is not wanted any more and fetches the rest; says whether all came. @param {readonly string[]} wanted */
  async function follow(wanted) {
    broken.value = broken.value.filter((address) => wanted.includes(address));
    for (const address of decoded.keys()) if (!wanted.includes(address)) decoded.delete(address);
    let all = true;
    for (const address of wanted) all = (await fetchClip(address)) && all;
    return all;
  }

  /** Fetches all that a call needs. @param {readonly Speech[]} speech */
  const ready = (speech) => Promise.all(speech.flatMap((one) => [...one.full, ...one.brief]).map(fetchClip));

  return { decoded, follow, ready };
}

/**
 * Says a call once: the chime, and 700 ms after it the words, as far as every clip of them is there.
 * @param {ReturnType<typeof makeClips>} clips @param {readonly Speech[]} speech
 * @param {{strokes?: number, volume: number, brief?: () => boolean}} how `volume` 0–1; `brief` is asked when the words begin
 * @returns {Promise<boolean>} whether words were said
 */
export async function say(clips, speech, { strokes = 1, volume, brief = () => false }) {
  chime(strokes, volume);
  const ctx = audio();
  if (!ctx || ctx.state !== "running" || volume <= 0) return false;
  const from = ctx.currentTime + CHIME_S + (strokes - 1) * CHIME_AGAIN_S;
  await clips.ready(speech);
  const words = join(ctx, speech, brief(), clips.decoded);
  if (words) await play(ctx, words, from, volume);
  return words !== null;
}
