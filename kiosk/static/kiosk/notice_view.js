/** @module When no ticket can be had: what, when again, what to do; in all three languages, and for those who have one. */
import { clock, dayDate, figures, isoDay } from "tonsai/format.js";
import { Fit } from "tonsai/fit.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, data, language, pick, plain, t } from "tonsai/start.js";
import { Ticket } from "tonsai/ticket.js";
import { live } from "./flow.js";
import { Heading, Masthead, QuietKeys, Shade } from "./parts.js";
import { layout } from "./stage.js";

/** @typedef {import("tonsai/values.js").Board} Board */
/** @typedef {import("tonsai/start.js").Language} Language */
/** @typedef {import("./hall.js").Notice} Notice */

/** When tickets are given again: today at a time, or a day and a time, or not known.
 * @param {Board} board @param {Notice} notice @param {Language} lang */
function again(board, notice, lang) {
  const { hall } = board;
  if (notice === "announced") {
    const until = new Date(board.announcements[0].until);
    const day = isoDay(until);
    return { day: day === isoDay(live.now()) ? t("kiosk.notice.today", {}, lang) : dayDate(day, lang), time: clock(until, lang) };
  }
  const today = { before: hall.opens, lunch_closed: hall.lunch?.[1] ?? null };
  const time = notice in today ? today[/** @type {keyof typeof today} */ (notice)] : hall.next_open_time;
  if (!time || notice === "clock") return null;
  const at = clock(time, lang);
  const date = notice in today ? null : hall.next_open_date;
  if (!date || date === isoDay(live.now())) return { day: t("kiosk.notice.today", {}, lang), time: at };
  return { day: dayDate(date, lang), time: at };
}

/** @param {Board} board @param {Notice} notice @param {Language} lang */
function title(board, notice, lang) {
  if (notice === "announced") return pick(board.announcements[0].text, lang);
  return t(`kiosk.notice.${notice}`, { holiday: board.hall.holiday ? pick(board.hall.holiday, lang) : "" }, lang);
}

/** @param {{board: Board, notice: Notice}} props */
export function NoticeView({ board, notice }) {
  const lang = language.value;
  const next = again(board, notice, lang);
  const served = board.waiting > 0;
  const staffed = served || notice === "last_ticket" || notice === "lunch_closed" || notice === "full" || notice === "clock";
  return html`<div class=${`screen notice notice-${notice}`} key="notice" data-test=${`screen-${notice}`}>
    <${Shade} of="home" />
    <header class="head">
      <${Masthead} board=${board} />
      <${Heading} size=${layout.value === "landscape" ? 92 : 108} min=${56} lines=${notice === "announced" ? 3 : layout.value === "landscape" ? 2 : 1} class="greeting">${breaks(title(board, notice, lang))}<//>
    </header>
    <main class="main">
      ${notice === "holiday" ? html`<p class="why" data-test="why">${pick(board.hall.holiday, lang)}</p>` : null}
      <${When} next=${next} notice=${notice} />
      <div class="others">${data.languages.filter((other) => other !== lang).map((other) => html`<${Other} key=${other} lang=${other} board=${board} notice=${notice} />`)}</div>
      ${served
        ? html`<section class="panel" data-test="holders"><${Icon} name="ticket" size=${76} />
            <div><h2>${t("kiosk.notice.holders")}</h2><${Fit} size=${44} min=${36}>${plain(t("kiosk.notice.holders.text", { count: board.waiting }))}<//></div></section>`
        : null}
      ${staffed ? html`<${QuietKeys} rateable=${notice !== "clock"} />` : null}
    </main>
    <footer class="strip"><p class="strip-hours"><${Icon} name="clock" size=${44} />
      <span>${t("kiosk.notice.days", { days: pick(board.office.days), hours: t("common.hours", { from: figures(board.hall.opens), to: figures(board.hall.closes) }) })}</span>
    </p></footer>
  </div>`;
}

/** @param {{next: {day: string, time: string} | null, notice: Notice}} props */
function When({ next, notice }) {
  if (!next) return html`<${Fit} class="when-text" size=${60} min=${48} lines=${2}>${breaks(t(notice === "clock" ? "kiosk.notice.clock.text" : "kiosk.notice.unknown"))}<//>`;
  return html`<div class="when" data-test="when">
    <p class="when-label">${t(notice === "before" ? "kiosk.notice.opens" : "kiosk.notice.again")}</p>
    <p class="when-day"><b>${next.day}</b></p>
    <p class="when-day"><b>${t("kiosk.notice.at", { time: next.time })}</b></p>
  </div>`;
}

/** The same in another language, as one full sentence. @param {{lang: Language, board: Board, notice: Notice}} props */
function Other({ lang, board, notice }) {
  const next = again(board, notice, lang);
  const key = notice === "before" ? "kiosk.notice.opens.sentence" : "kiosk.notice.again.sentence";
  const sentence = next ? t(key, next, lang) : t(notice === "clock" ? "kiosk.notice.clock.text" : "kiosk.notice.unknown", {}, lang);
  return html`<${Fit} lang=${lang} size=${40} min=${36}><b>${plain(title(board, notice, lang)).replace(/\.$/, "")}.</b> ${plain(sentence)}<//>`;
}

/** No server: the machine says so, shows the way, and returns alone. Knows nothing but words. */
export function OfflineView() {
  const office = live.value.value?.office.name ?? data.board?.office.name;
  const heard = live.heard.value;
  const others = /** @type {Language[]} */ (data.languages.filter((lang) => lang !== "th"));
  const since = heard ? t("kiosk.offline.since", { time: clock(heard, "th") }, "th") : t("kiosk.offline.never", {}, "th");
  return html`<div class="screen offline" key="offline" data-test="screen-offline" lang="th">
    <${Shade} of="offline" />
    <header class="head"><p class="office"><b>${plain(pick(office, "th"))}</b></p>
      <${Heading} size=${88} min=${60} lines=${layout.value === "landscape" ? 3 : 1}>${breaks(t("kiosk.offline.title", {}, "th"))}<//></header>
    <main class="main">
      <section class="card-first">
        <${Ticket} width=${232} height=${160} perforation=${0.72} line=${4} radius=${18} notch=${11} class="card-picture" number=${html`<span class="digits">24</span>`} />
        <div><div role="alert"><h2>${breaks(t("kiosk.offline.card", {}, "th"))}</h2></div><p>${breaks(t("kiosk.offline.card.text", {}, "th"))}</p></div>
      </section>
      <div class="others">${others.map((lang) => html`<p key=${lang} lang=${lang}><b>${plain(t("kiosk.offline.title", {}, lang))}.</b> <span>${plain(t("kiosk.offline.card", {}, lang))}</span></p>`)}</div>
      <section class="panel panel-lost"><${Icon} name="plug-connected-x" size=${76} />
        <div><h2 data-test="offline-since">${since}</h2><p>${breaks(t("kiosk.offline.retry", {}, "th"))}</p></div></section>
      <p class="returns">${t("kiosk.offline.returns", {}, "th")}</p>
    </main>
  </div>`;
}
