/** @module The hall's voice: every call said in its turn, at the loudness of the hour, again while it is still wanted. */
import { signal } from "tonsai/html.js";
import { audio } from "tonsai/sound.js";
import { join, loudness, makeClips, play, say } from "tonsai/voice.js";

/**
 * @typedef {import("tonsai/values").Voice} Voice
 * @typedef {import("./crier.js").Announce} Announce
 */

/** From the end of a call to its repetition. */
const AGAIN_S = 3;
/** How often a pause looks whether it is still wanted. */
const LOOK_S = 0.25;
/** Until clips that did not come, or came broken, are asked for again. */
const RETRY_MS = 30_000;
/** What has not ended by then never will: nobody waits for it any longer. The crier goes on after the same time. */
const LONGEST_MS = 30_000;

/** True while somebody is being called aloud: what else sounds in the hall goes down meanwhile. */
export const speaking = signal(false);

/**
 * @param {{time: () => string, ask: () => Promise<readonly string[]>}} hall the local time `HH:MM`; `ask` names all
 *   clips the server has
 */
export function makeVoice({ time, ask }) {
  const clips = makeClips();
  let voice = /** @type {Voice | null} */ (null);
  let retry = 0;
  /** The newest tried call that this screen knows of; null before the first board, whose trial is no news. */
  let tried = /** @type {number | null} */ (null);
  /** Ends when nothing is said any more: what is said waits for it, so that nothing is cut. */
  let silence = /** @type {Promise<unknown>} */ (Promise.resolve());

  /** Fetches what is new and forgets what is gone, so that no call waits for its clips. */
  async function renew() {
    clearTimeout(retry);
    const wanted = await ask().catch(() => null);
    const all = wanted !== null && (await clips.follow(wanted));
    clearTimeout(retry);
    if (!all) retry = window.setTimeout(renew, RETRY_MS);
  }

  const volume = () => (voice ? loudness(voice.loudness, time()) / 100 : 1);

  /** Says something after all that was begun before it. @template T @param {() => Promise<T>} talk @returns {Promise<T>} */
  function inTurn(talk) {
    const said = silence.then(async () => {
      speaking.value = true;
      try {
        return await talk();
      } finally {
        speaking.value = false;
      }
    });
    const late = new Promise((resolve) => setTimeout(resolve, LONGEST_MS));
    silence = Promise.race([said.catch(() => undefined), late]);
    return said;
  }

  /** @type {Announce} */
  const announce = (call, hall) => inTurn(() => sayCall(call, hall));

  /** @type {Announce} */
  async function sayCall(call, { others, called }) {
    const speech = voice ? call.speech : [];
    const said = await say(clips, speech, { strokes: call.repeat > 1 ? 2 : 1, volume: volume(), brief: others });
    const ctx = audio();
    for (let again = 0; said && ctx && again < (voice?.repeats ?? 0); again += 1) {
      const wanted = () => called() && !others();
      if (!(await rest(ctx, AGAIN_S, wanted))) return;
      const whole = join(ctx, speech, false, clips.decoded);
      if (whole) await play(ctx, whole, ctx.currentTime, volume());
    }
  }

  return {
    announce,
    /** @param {Voice} newest of the newest board */
    follow(newest) {
      const changed = newest.version !== voice?.version;
      const { trial } = newest;
      const fresh = tried !== null && trial !== null && trial.id > tried && trial.minutes.includes(time());
      voice = newest;
      tried = Math.max(tried ?? 0, trial?.id ?? 0);
      if (changed) void renew();
      if (fresh) void inTurn(() => say(clips, trial.speech, { volume: volume() }));
    },
  };
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
