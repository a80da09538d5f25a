/** @module A counter's own computer says the calls of its counter, where somebody switched that on. Off by default. */
import { send } from "tonsai/call.js";
import { effect } from "tonsai/html.js";
import { loudness, makeClips, say } from "tonsai/voice.js";
import { spokenHere } from "./choices.js";
import { counter, live, phase } from "./console_state.js";

/** @typedef {import("../../../shared/static/types/values").Board} Board */
/** @typedef {import("../../../shared/static/types/values").BoardCall} BoardCall */

const bangkok = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit" });
const clips = makeClips();
let silence = /** @type {Promise<unknown>} */ (Promise.resolve());

/** Says each new call and each repeat of this counter while it is worked here; what stood there before is no news. */
export function speakOwnCalls() {
  let known = called();
  effect(() => {
    const now = called();
    if (now !== null && now !== known && spokenHere.peek()) silence = silence.then(speak, speak);
    known = now;
  });
}

/** The call that stands at this counter now, or null. */
function called() {
  const ticket = phase.value === "called" ? counter.value?.ticket : null;
  return ticket ? `${ticket.number} ${ticket.calls}` : null;
}

/** The board says which clips; it is asked for only here, because a console follows the desk. */
async function speak() {
  const answer = await send("GET", "/api/v1/board");
  if (!answer.ok) return;
  const board = /** @type {Board} */ (answer.data);
  const mine = counter.peek();
  const call = board.calls.find((one) => one.number === mine?.ticket?.number && one.counter === mine.number);
  if (!call) return;
  const volume = loudness(board.voice.loudness, bangkok.format(live.now())) / 100;
  await say(clips, call.speech, { strokes: call.repeat > 1 ? 2 : 1, volume });
}
