/** @module The first screen: a greeting, three languages, and how busy the hall is. */
import { Fit } from "tonsai/fit.js";
import { figures } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { language, t } from "tonsai/start.js";
import { live, minute, start } from "./flow.js";
import { isLastTicketNear, toldWords } from "./hall.js";
import { Heading, LanguageKeys, Masthead, QuietKeys, Shade } from "./parts.js";
import { layout } from "./stage.js";

/** @typedef {import("tonsai/values.js").Board} Board */

/** @param {Board} board What the line above the keys says. */
function lineOf(board) {
  const { lunch, state } = board.hall;
  if (state !== "lunch" || !lunch) return t("kiosk.home.line");
  const open = board.counters.filter((counter) => counter.state === "open").length;
  return t("kiosk.home.lunch", { from: figures(lunch[0]), to: figures(lunch[1]), count: open });
}

/** @param {{board: Board}} props */
export function HomeView({ board }) {
  const wide = layout.value === "landscape";
  const long = language.value !== "th";
  return html`<div class="screen home" key="home" data-test="screen-home">
    <${Shade} of="home" />
    <header class="head">
      <${Masthead} board=${board} />
      <${Heading} size=${wide ? 108 : 136} class="greeting">${t("kiosk.home.greeting")}<//>
    </header>
    <main class="main">
      <${Told} board=${board} />
      <div class="line" hidden=${board.announcements.length > 0}><${Fit} tag="h2" size=${long ? 46 : 56} min=${38} data-test="line">${lineOf(board)}<//></div>
      <${LanguageKeys} press=${start} below="kiosk.home.take" />
      <${QuietKeys} />
      <${Results} board=${board} />
    </main>
    <${Strip} board=${board} />
  </div>`;
}

/** What the office says now, and until when. @param {{board: Board}} props */
export function Told({ board }) {
  const first = board.announcements[0];
  if (!first) return null;
  return html`<p class="told" role="status" data-test="told"><${Icon} name="speakerphone" size=${52} />
    <${Fit} tag="span" class="fit" size=${38} min=${28} lines=${2}>${toldWords(first, live.now())}<//></p>`;
}

/** What the newest published results say, in one quiet line. @param {{board: Board}} props */
function Results({ board }) {
  const { results } = board;
  if (!results) return null;
  return html`<p class="home-results" data-test="results">${t("kiosk.home.results", { percent: results.percent, n: results.n.toLocaleString("en") })}</p>`;
}

/** How many wait, and until when. @param {{board: Board}} props */
function Strip({ board }) {
  const { hall, waiting } = board;
  const near = isLastTicketNear(board, new Date(minute.value * 60_000));
  const hours = t("common.hours", { from: figures(hall.opens), to: figures(hall.closes) });
  const last = t("kiosk.home.last_ticket", { time: t("common.clock", { time: figures(hall.last_ticket) }) });
  return html`<footer class=${`strip ${near ? "strip-near" : ""}`} data-test="strip">
    <p class="strip-waiting" data-test="waiting">
      <${Icon} name="users" size=${66} /><b class="digits">${waiting}</b><span>${t("kiosk.home.waiting")}</span>
    </p>
    <p class="strip-hours">
      <${Icon} name=${near ? "alert-triangle" : "clock"} size=${66} />
      <span>${near ? html`<b>${last}</b><span>${t("kiosk.home.open", { hours })}</span>` : html`<b>${t("kiosk.home.open", { hours })}</b><span>${last}</span>`}</span>
    </p>
    <a class="strip-privacy" href="/privacy?from=kiosk" aria-label=${t("common.privacy")} data-test="privacy"><${Icon} name="lock" size=${48} /></a>
  </footer>`;
}

