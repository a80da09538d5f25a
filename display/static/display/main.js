/** @module Wires the hall screen: the board, the server's clock, the sound and the shape of the screen. Draws nothing. */
import { effect, html, render, signal } from "tonsai/html.js";
import { firstBoard, follow } from "tonsai/live.js";
import { send } from "tonsai/call.js";
import { reportDevice } from "tonsai/report.js";
import { blocked, unlock } from "tonsai/sound.js";
import { data } from "tonsai/start.js";
import { isCalled } from "./calls.js";
import { makeCrier } from "./crier.js";
import { reloadWhenRenewed } from "./renewal.js";
import { measure, place } from "./stage.js";
import { Hall } from "./view.js";
import { makeVoice } from "./voice.js";

const sheet = /** @type {HTMLElement} */ (document.getElementById("hall"));
/** A touch, a key and a remote control all count as permission to sound. */
const GESTURES = ["pointerdown", "keydown"];
const LOOK_MS = 1000;
const MINUTE_MS = 60_000;

const live = follow({ namespace: "/board", event: "board", auth: { face: "display" }, start: firstBoard() });
/** The office is in Bangkok, whatever zone the television is set to. */
const bangkok = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit" });
const voice = makeVoice({
  time: () => bangkok.format(live.now()),
  ask: async () => {
    const answer = await send("GET", "/api/v1/voice");
    if (!answer.ok) throw new Error(answer.code);
    return answer.data.clips;
  },
});
const crier = makeCrier({ now: live.now, announce: voice.announce });
const stage = signal(measure({ width: innerWidth, height: innerHeight }, data.settings));
const time = signal(live.now());

/** The first board may come from the server's memory with an old time; the news after it sets the clock right. */
const NEWS_FOR_CLOCK = 2;
const news = signal(0);
effect(() => {
  if (live.heard.value) news.value = news.peek() + 1;
});
effect(() => {
  if (live.value.value && news.value >= NEWS_FOR_CLOCK) crier.hear(live.value.value);
});
effect(() => {
  if (live.value.value) voice.follow(live.value.value.voice);
});
effect(() => place(sheet, stage.value));
addEventListener("resize", () => {
  stage.value = measure({ width: innerWidth, height: innerHeight }, data.settings);
});

/** The clock shows minutes, so nothing is drawn for seconds; looked at each second because the server may set it. */
setInterval(() => {
  const now = live.now();
  if (Math.floor(now.getTime() / MINUTE_MS) !== Math.floor(time.value.getTime() / MINUTE_MS)) time.value = now;
}, LOOK_MS);

for (const gesture of GESTURES) addEventListener(gesture, unlock);
unlock();
reloadWhenRenewed(live.connected);
reportDevice(live, { sounds: true });

function Page() {
  const board = live.value.value;
  const calls = crier.calls.value?.shown ?? board?.calls ?? [];
  const lit = crier.calls.value ? crier.lit.value : board !== null && calls.length > 0 && isCalled(board, calls[0]);
  return html`<${Hall}
    board=${board} calls=${calls} spoken=${crier.held.value?.call ?? 0} lit=${lit}
    stale=${live.stale.value} heard=${live.heard.value ?? (board ? new Date(board.at) : null)}
    time=${board ? time.value : null} blocked=${blocked.value} stage=${stage.value} onSound=${unlock} />`;
}

render(html`<${Page} />`, sheet);
