/** @module The rating tablet of one counter: sleeps under the canopy, wakes when its counter finishes a ticket. */
import { Canopy } from "tonsai/canopy.js";
import { effect, html, render, signal } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { firstBoard, follow } from "tonsai/live.js";
import { breaks, data, language, pick, plain, t } from "tonsai/start.js";
import { reportDevice } from "tonsai/report.js";
import { guardGlass, Key } from "./press.js";
import { findRatable, rating } from "./rating.js";
import { RatingView } from "./rating_view.js";
import { fitStage, ticks } from "./stage.js";

/** Asleep again when nobody touches it for so long. */
const SLEEP_AFTER_MS = 45_000;
/** A visitor is still at the counter so long after the service ended. */
const WAKE_WITHIN_MS = 120_000;
/** Boards come in bursts; one look in between is enough. */
const LOOK_EVERY_MS = 1000;
/** A visitor who touched so lately is not sent away by the next finished ticket. */
const BUSY_MS = 12_000;

const live = follow({ namespace: "/board", event: "board", start: firstBoard() });
const counter = data.device?.counter ?? null;
const awake = signal(false);
/** Tokens this tablet has shown: each ticket wakes it once. */
const shown = new Set();
let lastTouch = 0;
let lastLook = -LOOK_EVERY_MS;
let looking = false;
/** What the board last said of this counter, and whether that asks for a look. */
let seen = "";
let due = true;

function sleep() {
  awake.value = false;
  language.value = data.languages[0];
}

/** @param {import("./rating.js").Ratable} ticket */
function isFresh(ticket) {
  const age = live.now().getTime() - Date.parse(ticket.finished_at);
  return ticket.counter === counter && age < WAKE_WITHIN_MS && !shown.has(ticket.token);
}

async function look() {
  if (looking || performance.now() - lastLook < LOOK_EVERY_MS) return;
  looking = true;
  lastLook = performance.now();
  const found = await findRatable();
  looking = false;
  const fresh = found?.find(isFresh);
  const busy = awake.peek() && performance.now() - lastTouch < BUSY_MS;
  due ||= found === null || (fresh !== undefined && busy);
  if (!fresh || busy) return;
  shown.add(fresh.token);
  rating.end();
  rating.rateTicket(fresh, sleep);
  lastTouch = performance.now();
  awake.value = true;
}

/** The counter's own part of the board: the tablet looks when it changes. */
function watchCounter() {
  const mine = live.value.value?.counters.find(({ number }) => number === counter);
  const state = mine ? `${mine.ticket} ${mine.ticket_state}` : "";
  if (state !== seen) due = true;
  seen = state;
}
function watch() {
  const now = ticks.value;
  if (due && now - lastLook >= LOOK_EVERY_MS && !live.stale.peek()) {
    due = false;
    void look();
  }
  if (awake.peek() && now - lastTouch > SLEEP_AFTER_MS) rating.end();
}

function Languages() {
  return html`<nav class="tablet-languages" aria-label=${t("common.language")}>
    ${data.languages.map(
      (lang) => html`<${Key} test=${`language-${lang}`} class=${`key-bar on-dark ${language.value === lang ? "key-bar-on" : ""}`} lang=${lang}
        aria-pressed=${language.value === lang ? "true" : "false"} press=${() => (language.value = lang)}><span>${t(`common.language.${lang}`)}</span><//>`,
    )}
  </nav>`;
}

function Asleep() {
  const office = live.value.value?.office.name;
  const lost = live.stale.value;
  return html`<div class="screen asleep" key="asleep" data-test="screen-asleep">
    <${Canopy} width=${1280} unit=${76} height=${520} roots=${760} />
    <header class="head">
      <p class="office"><b lang="th">${plain(pick(office, "th"))}</b></p>
      <h1>${data.languages.map((lang) => html`<span lang=${lang}>${t("kiosk.home.greeting", {}, lang)}</span>`)}</h1>
    </header>
    <footer class="asleep-foot">
      <span>${counter === null ? t("kiosk.tablet.unbound") : t("common.counter.number", { number: counter })}</span>
      ${lost ? html`<span class="asleep-lost" data-test="lost"><${Icon} name="plug-connected-x" size=${36} />${t("common.connection_lost")}</span>` : null}
      <span>${breaks(t("kiosk.tablet.sleep"))}</span>
    </footer>
  </div>`;
}

function Tablet() {
  if (!awake.value) return html`<${Asleep} />`;
  return html`<${RatingView} /><${Languages} />`;
}

addEventListener("pointerdown", () => (lastTouch = performance.now()), { capture: true });
addEventListener("keydown", () => (lastTouch = performance.now()), { capture: true });
language.value = data.languages[0];
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
fitStage(stage, "tablet");
guardGlass();
reportDevice(live, { sounds: false });
effect(watchCounter);
effect(watch);
render(html`<${Tablet} />`, stage);
