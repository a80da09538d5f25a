/** @module The phone page of each state: what is now, what to do, and nothing else. */
import { clock, moment, range } from "tonsai/format.js";
import { html, signal } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, data, pick, t } from "tonsai/start.js";
import { ticketPath } from "tonsai/ticket.js";
import { HandTicket, Number, Row, Unplugged } from "./phone_parts.js";

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("./phone_ticket.js").PhoneTicket} PhoneTicket
 * @typedef {{ticket: PhoneTicket, board: Board | null, stale: boolean, heard: Date, silent: boolean,
 *   onSound: () => void, onGiveUp: () => Promise<boolean>, onGoing: () => void, gone: boolean}} Shown
 *   `silent`: the browser waits for a touch before it sounds; `gone`: the owner said that they are on their way
 */

/** More people than this are drawn as a number. */
const DRAWN = 6;
const MINI = { width: 34, height: 22, perforation: 0.68, radius: 4.5, notch: 2.8 };

/** A group's name, with the mark of its colour before it. @param {PhoneTicket} ticket @param {Board | null} board */
function group(ticket, board) {
  const colour = board?.groups.find((other) => other.code === ticket.group)?.colour;
  const name = Object.keys(ticket.group_name).length ? breaks(pick(ticket.group_name)) : ticket.group;
  return colour ? html`<i class=${`own-mark own own-${colour}`} aria-hidden="true" data-test="own-mark"></i>${name}` : name;
}

/** @param {{shown: Shown}} props */
export function Waiting({ shown }) {
  const { ticket, board, stale } = shown;
  const number = html`<p class="hand-label">${t("common.your_number")}</p>
    <${Number} number=${ticket.number} tag="h1" /><p class="hand-group">${group(ticket, board)}</p>`;
  return html`<${Stale} shown=${shown} />
    <${HandTicket} look=${stale ? "stale" : "waiting"} number=${number} stub=${html`<div aria-live="polite"><${Place} ticket=${ticket} /></div>`} />
    <${Calling} ticket=${ticket} board=${board} stale=${stale} />
    ${ticket.ahead ? html`<${Line} ahead=${ticket.ahead} />` : null}
    <${Told} ticket=${ticket} board=${board} />
    <${Pause} ticket=${ticket} board=${board} />
    <${Ready} shown=${shown} />
    <${GiveUp} shown=${shown} />
    <${Foot} shown=${shown} />`;
}

/** How many before, how long. @param {{ticket: PhoneTicket}} props */
function Place({ ticket }) {
  const { ahead, wait } = ticket;
  const time = wait && html`<div><p class="place-label">${t("common.about")}</p>
    <p class=${`place-value place-time ${range(wait).length > 5 ? "place-long" : ""}`} data-test="wait">${range(wait)} <small>${t("common.minute")}</small></p></div>`;
  if (ahead === 0) {
    return html`<div class="place place-next"><p class="place-next-words" data-test="ahead" data-ahead="0">${breaks(t("phone.next"))}</p>
      ${wait ? html`<p data-test="wait">${t("phone.about", { minutes: range(wait) })}</p>` : null}</div>`;
  }
  const before = ahead === null ? null : html`<div><p class="place-label">${t("common.before_you")}</p>
    <p class="place-value" data-test="ahead" data-ahead=${ahead}>${ahead} <small>${t("common.person")}</small></p></div>`;
  return html`<div class=${`place ${before && time ? "" : "place-one"}`}>
    ${before}${before && time ? html`<i class="place-rule"></i>` : null}${time}
    ${!before && !time ? html`<p class="place-next-words" data-test="ahead">${t("phone.in_line")}</p>` : null}
  </div>`;
}

/** The newest call of the same line, else of the hall. @param {{ticket: PhoneTicket, board: Board | null, stale: boolean}} props */
function Calling({ ticket, board, stale }) {
  const call = board?.calls.find((other) => other.group === ticket.group) ?? board?.calls[0];
  if (!call || !board || stale) return null;
  const now = board.counters.some((other) => other.ticket === call.number && other.ticket_state === "called");
  return html`<p class="calling" data-test="calling"><span>${t(now ? "common.now_calling" : "phone.last_called")}</span>
    <span class="calling-what"><b class="calling-number">${call.number}</b> ${t("phone.at_counter", { counter: call.counter })}</span></p>`;
}

/** Those before, as tickets without a name or number. @param {{ahead: number}} props */
function Line({ ahead }) {
  const drawn = Math.min(ahead, DRAWN);
  const mini = html`<svg class="mini" width=${MINI.width} height=${MINI.height} viewBox=${`-1 -1 ${MINI.width + 2} ${MINI.height + 2}`}><path d=${ticketPath(MINI)} /></svg>`;
  return html`<div class="line" aria-hidden="true">
    <span class="line-before">${Array.from({ length: drawn }, () => mini)}${ahead > drawn ? html`<b>+${ahead - drawn}</b>` : null}</span>
    <${Icon} name="arrow-left" size=${22} />
    <span class="line-you"><svg class="mini mini-you" width="44" height="29" viewBox=${`-1 -1 ${MINI.width + 2} ${MINI.height + 2}`}><path d=${ticketPath(MINI)} /></svg><b>${t("phone.you")}</b></span>
  </div>`;
}

/** Why the line stands still, if it does. @param {{ticket: PhoneTicket, board: Board | null}} props */
function Pause({ ticket, board }) {
  const line = board?.groups.find((other) => other.code === ticket.group);
  if (!board || !line) return null;
  const { state, lunch } = board.hall;
  if (state === "lunch_closed" && lunch) return html`<${Row} icon="clock" test="pause" strong>${t("phone.lunch", { time: clock(lunch[1]) })}<//>`;
  if (line.counters_open === 0) return html`<${Row} icon="clock" test="pause" strong>${t("phone.no_counter")}<//>`;
  return null;
}

/** What the office says to this line, if anything. @param {{ticket: PhoneTicket, board: Board | null}} props */
function Told({ ticket, board }) {
  const line = board?.groups.find((other) => other.code === ticket.group);
  const one = board?.announcements.find((each) => each.groups.length === 0 || (line && each.groups.includes(line.prefix)));
  if (!one) return null;
  return html`<${Row} icon="speakerphone" test="told" strong>${pick(one.text)} · ${t("common.until", { time: moment(new Date(one.until), new Date()) })}<//>`;
}

/** What to do while waiting: allow the sound, get the papers ready. @param {{shown: Shown}} props */
function Ready({ shown }) {
  const papers = shown.board?.groups.find((other) => other.code === shown.ticket.group)?.documents ?? [];
  return html`${shown.silent
    ? html`<button class="note note-key" data-test="sound" onClick=${shown.onSound}><${Icon} name="bell" size=${26} /><span>${t("phone.sound.allow")}</span></button>`
    : html`<${Row} icon="bell">${t("phone.sound.on")}<//>`}
  ${papers.length ? html`<${Row} icon="checkup-list">${t("phone.papers", { papers: papers.map((paper) => pick(paper).replaceAll("|", "")).join(" · ") })}<//>` : null}`;
}

/** Whether the owner is being asked, and whether the last try failed. */
const asking = signal(false);
const failed = signal(false);

/** Giving up the place: asked once. @param {{shown: Shown, quiet?: boolean}} props */
export function GiveUp({ shown, quiet = false }) {
  if (!asking.value) {
    return html`<button class=${quiet ? "give-up-quiet" : "key key-edge"} data-test="give-up" onClick=${() => (asking.value = true)}>${t("phone.give_up")}</button>`;
  }
  const giveUp = async () => {
    failed.value = !(await shown.onGiveUp());
    if (!failed.value) asking.value = false;
  };
  const keep = () => {
    asking.value = false;
    failed.value = false;
  };
  return html`<section class="ask" data-test="give-up-ask" aria-live="polite">
    <p class="ask-title">${breaks(t("phone.give_up.ask", { number: shown.ticket.number }))}</p>
    <p>${t("phone.give_up.then")}</p>
    ${failed.value ? html`<p class="refused" data-test="refused"><${Icon} name="alert-triangle" size=${24} /><span>${t("phone.give_up.failed")}</span></p>` : null}
    <div class="ask-keys">
      <button class="key key-full" data-test="give-up-keep" onClick=${keep}>${t("phone.give_up.keep")}</button>
      <button class="key key-edge" data-test="give-up-confirm" onClick=${giveUp}>${t("phone.give_up.confirm")}</button>
    </div>
  </section>`;
}

/** The turn: the whole page is the lamp. @param {{shown: Shown}} props */
export function Turn({ shown }) {
  const { ticket, board } = shown;
  const call = board?.calls.find((other) => other.number === ticket.number);
  const at = ticket.called_at ? clock(new Date(ticket.called_at)) : "";
  const number = html`<p class="hand-label">${t("phone.number")}</p><${Number} number=${ticket.number} />`;
  const stub = html`<p class="turn-go">${t("common.go_to_counter")}</p><p class="turn-counter" data-test="turn-counter">${ticket.counter ?? "–"}</p>`;
  return html`<div role="alert"><h1 class="turn-title">${breaks(t("phone.turn"))}</h1></div>
    <${HandTicket} look="called" number=${number} stub=${stub} />
    <div class="turn-text">
      <p class="turn-group">${group(ticket, board)}</p>
      <p>${call && at ? t("phone.turn.call", { times: call.repeat, time: at }) : at ? t("phone.turn.at", { time: at }) : null}</p>
      <p>${t("phone.turn.late")}</p>
    </div>
    <${Stale} shown=${shown} />
    ${shown.gone
      ? html`<p class="turn-gone" data-test="going"><${Icon} name="check" size=${28} />${t("phone.turn.gone")}</p>`
      : html`<button class="key key-ink" data-test="on-my-way" onClick=${shown.onGoing}><${Icon} name="walk" size=${30} />${t("phone.turn.going")}</button>`}
    <${GiveUp} shown=${shown} quiet />`;
}

/** Being served, held, or not come when called. @param {{shown: Shown}} props */
export function Between({ shown }) {
  const { ticket, board, stale } = shown;
  const state = /** @type {"serving" | "held" | "no_show"} */ (ticket.state);
  const where = ticket.counter === null ? "" : ".counter";
  const number = html`<p class="hand-label">${t("common.your_number")}</p><${Number} number=${ticket.number} /><p class="hand-group">${group(ticket, board)}</p>`;
  const stub = html`<div class="place place-one"><p class="place-next-words">${
    state === "serving" && ticket.counter !== null ? t("common.counter.number", { number: ticket.counter }) : breaks(t(`phone.${state}.stub`))
  }</p></div>`;
  return html`<${Stale} shown=${shown} />
    <h1 class="title">${breaks(t(`phone.${state}.title`))}</h1>
    <${HandTicket} look=${stale ? "stale" : state === "serving" ? "serving" : "held"} number=${number} stub=${stub} />
    <div class=${`panel panel-${state}`} data-test="what-to-do"><${Icon} name=${state === "serving" ? "user-check" : state === "held" ? "player-pause" : "user-off"} size=${32} />
      <div><p class="panel-title">${breaks(t(`phone.${state}.do${state === "no_show" ? where : ""}`, { counter: ticket.counter ?? "" }))}</p>
      <p>${t(`phone.${state}.why`)}</p></div></div>
    ${state === "held" ? html`<${GiveUp} shown=${shown} />` : null}
    <${Foot} shown=${shown} />`;
}

/** The end without a service: given up, or the day was over. @param {{number: string, kind: "cancelled" | "abandoned" | "expired" | "finished"}} props */
export function End({ number, kind }) {
  return html`<section class="end" data-test=${`end-${kind}`}>
    <${Icon} name=${kind === "finished" ? "circle-check" : "ticket"} size=${56} />
    <p class="end-number" data-test="number">${number}</p>
    <h1 class="title">${breaks(t(`phone.${kind}.title`))}</h1>
    <p>${t(`phone.${kind}.text`)}</p>
    ${data.board ? html`<p class="end-office">${pick(data.board.office.name)}</p>` : null}
  </section>`;
}

/** @param {{shown: Shown}} props */
function Stale({ shown }) {
  if (!shown.stale) return null;
  return html`<div class="panel panel-stale" role="status" data-test="stale"><${Unplugged} />
    <div><p class="panel-title">${t("common.data_of", { time: clock(shown.heard) })}</p><p>${t("phone.stale")}</p></div></div>`;
}

/** @param {{shown: Shown}} props */
function Foot({ shown }) {
  if (shown.stale) return null;
  return html`<p class="foot" data-test="data-of">${t("common.data_of", { time: clock(shown.heard) })} · ${t("phone.by_itself")} · <a href="/privacy">${t("common.privacy")}</a></p>`;
}
