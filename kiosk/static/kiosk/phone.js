/** @module Wires the phone page: the ticket, the board, the alarm, the language. Draws by state. */
import { effect, html, render, signal, untracked } from "tonsai/html.js";
import { firstBoard, follow } from "tonsai/live.js";
import { audio, blocked, unlock } from "tonsai/sound.js";
import { data, language, plain, t } from "tonsai/start.js";
import { keepAwake, quiet, ring } from "./phone_alarm.js";
import { KEPT_LANGUAGE, Page } from "./phone_parts.js";
import * as rating from "./phone_rating.js";
import { Rating, Thanks } from "./phone_rating_view.js";
import { followTicket } from "./phone_ticket.js";
import { Between, End, Turn, Waiting } from "./phone_view.js";

/** @typedef {import("tonsai/start.js").Language} Language */

/** From here on the owner should look at the screen. */
const NEAR = 2;
const THEME = { calm: "#113b2a", lamp: "#f7b733" };

/** The language chosen on this phone, else the one in which the ticket was taken. @returns {Language} */
function startLanguage() {
  try {
    const kept = localStorage.getItem(KEPT_LANGUAGE);
    const known = data.languages.find((one) => one === kept);
    if (known) return known;
  } catch {
    // Nothing can be kept here.
  }
  return data.languages.find((one) => one === data.ticket?.language) ?? data.language;
}

language.value = startLanguage();
const live = follow({ namespace: "/board", event: "board", auth: { ticket: data.token }, start: firstBoard() });
const mine = followTicket({ board: live.value, connected: live.connected });
const gone = signal(false);
/** Silent until a first touch, unless the browser is kind. */
audio();
for (const gesture of ["pointerup", "keydown"]) addEventListener(gesture, unlock);

effect(() => {
  const board = live.value.value;
  if (board) untracked(() => mine.boardMoved(board));
});

/** The call that rang last: a new one, or a repeat, rings again. */
let rung = "";
effect(() => {
  const { state, counter, called_at } = mine.ticket.value;
  untracked(() => {
    const call = state === "called" ? `${counter} ${called_at}` : "";
    if (call === rung) return;
    const repeated = rung !== "" && call !== "";
    rung = call;
    gone.value = false;
    if (call) ring(undefined, repeated ? 2 : 1);
    else quiet();
  });
});

effect(() => {
  const { state, ahead } = mine.ticket.value;
  keepAwake(state === "called" || (state === "waiting" && ahead !== null && ahead <= NEAR));
});

effect(() => {
  const { number, state, ahead, counter } = mine.ticket.value;
  const turn = state === "called";
  const line = state === "waiting" && ahead ? t("phone.page.waiting", { count: ahead }) : t(`phone.page.${state === "waiting" ? "next" : state}`);
  document.title = turn ? plain(t("phone.page.called", { counter: counter ?? "" })) : `${number} · ${plain(line)}`;
  document.body.classList.toggle("lamp", turn);
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", turn ? THEME.lamp : THEME.calm);
});

/** What comes next begins at its top. */
effect(() => {
  if (mine.ticket.value.state && rating.step.value) scrollTo(0, 0);
});

function going() {
  gone.value = true;
  quiet();
}

function State() {
  const ticket = mine.ticket.value;
  const shown = {
    ticket,
    board: live.value.value,
    stale: mine.stale.value,
    heard: mine.heard.value,
    silent: blocked.value,
    gone: gone.value,
    onSound: unlock,
    onGiveUp: mine.giveUp,
    onGoing: going,
  };
  if (mine.lost.value) return html`<${End} number=${ticket.number} kind="expired" />`;
  if (ticket.state === "waiting") return html`<${Waiting} shown=${shown} />`;
  if (ticket.state === "called") return html`<${Turn} shown=${shown} />`;
  if (ticket.state === "finished") {
    if (ticket.ratable || rating.score.value !== null) return html`<${Rating} number=${ticket.number} />`;
    return ticket.rated ? html`<${Thanks} number=${ticket.number} />` : html`<${End} number=${ticket.number} kind="finished" />`;
  }
  if (ticket.state === "cancelled" || ticket.state === "abandoned") return html`<${End} number=${ticket.number} kind=${ticket.state} />`;
  return html`<${Between} shown=${shown} />`;
}

function Phone() {
  const state = mine.lost.value ? "expired" : mine.ticket.value.state;
  return html`<div data-test="state" data-state=${state}><${Page} shade=${state !== "called"}><${State} /><//></div>`;
}

render(html`<${Phone} />`, /** @type {HTMLElement} */ (document.getElementById("phone")));
