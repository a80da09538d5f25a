/** @module Wires the hall screen: the board, the server's clock, the sound, its settings and notices. Draws nothing. */
import { computed, effect, html, render, signal } from "tonsai/html.js";
import { firstBoard, follow } from "tonsai/live.js";
import { send } from "tonsai/call.js";
import { reportDevice } from "tonsai/report.js";
import { blocked, unlock } from "tonsai/sound.js";
import { data } from "tonsai/start.js";
import { isCalled } from "./calls.js";
import { makeCrier } from "./crier.js";
import { tooSmall } from "./legible.js";
import { slidesOf } from "./notices.js";
import { reloadWhenRenewed } from "./renewal.js";
import { sample } from "./sample.js";
import { followShape } from "./screen.js";
import { measure, place } from "./stage.js";
import { Hall } from "./view.js";
import { makeVoice, speaking } from "./voice.js";
import { zoned } from "./zone.js";

const sheet = /** @type {HTMLElement} */ (document.getElementById("hall"));
/** A touch, a key and a remote control all count as permission to sound. */
const GESTURES = ["pointerdown", "keydown"];
const LOOK_MS = 1000;
const MINUTE_MS = 60_000;
/** Long enough for who hangs the screen; visitors need not read it. */
const WARN_MS = 60_000;
const { preview } = data;

const live = follow({ namespace: "/board", event: "board", auth: preview ? {} : { face: "display" }, start: firstBoard() });
const shape = followShape(data.shape, async () => {
  const answer = await send("GET", "/api/v1/screen");
  if (!answer.ok) throw new Error(answer.code);
  return answer.data;
});
/** What this screen is for; in a preview a busy moment of it. */
const board = computed(() => {
  const whole = live.value.value;
  return whole && zoned(preview ? sample(whole) : whole, shape.value.value.screen);
});
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
const glass = signal({ width: innerWidth, height: innerHeight });
const stage = computed(() => measure(glass.value, shape.value.value.screen));
const time = signal(live.now());
const slides = computed(() => {
  const { screen, notices } = shape.value.value;
  if (!board.value || !screen.notices) return [];
  return slidesOf(notices, board.value, { day: board.value.day, time: bangkok.format(time.value) });
});
const small = signal(/** @type {import("./legible.js").Small[]} */ ([]));

/** The first board may come from the server's memory with an old time; the news after it sets the clock right. */
const NEWS_FOR_CLOCK = 2;
const news = signal(0);
effect(() => {
  if (live.heard.value) news.value = news.peek() + 1;
});
effect(() => {
  if (board.value && news.value >= NEWS_FOR_CLOCK && !preview) crier.hear(board.value);
});
effect(() => {
  if (board.value && !preview) voice.follow(board.value.voice);
});
effect(() => {
  if (board.value && !preview) void shape.follow(board.value.stage);
});
effect(() => place(sheet, stage.value));
addEventListener("resize", () => {
  glass.value = { width: innerWidth, height: innerHeight };
});

/**
 * Looks at what was drawn: is it large enough for the distance that the office has set? A strip takes room for a time,
 * our own warning too, so what is beside one says nothing. False until something could be looked at.
 */
function look() {
  if (sheet.querySelector(".strip")) return false;
  /** @param {string} selector */
  const type = (selector) => {
    const found = sheet.querySelector(selector);
    return found ? Number.parseFloat(getComputedStyle(found).fontSize) : 0;
  };
  const sizes = { number: type("[data-test=hero-number]"), beside: type(".row, .place-ticket") };
  if (!sizes.number && !sizes.beside) return false;
  small.value = tooSmall(shape.value.value.screen, Math.max(innerWidth, innerHeight), sizes);
  return true;
}
effect(() => {
  void shape.value.value;
  void glass.value;
  small.value = [];
  const looking = setInterval(() => look() && clearInterval(looking), LOOK_MS);
  const last = setTimeout(() => {
    if (preview) return;
    clearInterval(looking);
    small.value = [];
  }, WARN_MS);
  return () => (clearInterval(looking), clearTimeout(last));
});

/** The clock shows minutes, so nothing is drawn for seconds; looked at each second because the server may set it. */
setInterval(() => {
  const now = live.now();
  if (Math.floor(now.getTime() / MINUTE_MS) !== Math.floor(time.value.getTime() / MINUTE_MS)) time.value = now;
}, LOOK_MS);

if (!preview) {
  for (const gesture of GESTURES) addEventListener(gesture, unlock);
  unlock();
  reloadWhenRenewed(live.connected);
  reportDevice(live, { sounds: true });
}

function Page() {
  const shown = board.value;
  const { screen } = shape.value.value;
  const calls = crier.calls.value?.shown ?? shown?.calls ?? [];
  const lit = crier.calls.value ? crier.lit.value : shown !== null && calls.length > 0 && isCalled(shown, calls[0]);
  return html`<${Hall}
    board=${shown} calls=${calls} spoken=${crier.held.value?.call ?? 0} lit=${lit}
    stale=${live.stale.value} heard=${live.heard.value ?? (shown ? new Date(shown.at) : null)}
    time=${shown ? time.value : null} blocked=${!preview && blocked.value} stage=${stage.value} layout=${screen.layout}
    slides=${slides.value} small=${small.value} distance=${screen.distance_m} quiet=${speaking.value} onSound=${unlock} />`;
}

render(html`<${Page} />`, sheet);
