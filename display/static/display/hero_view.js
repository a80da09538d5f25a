/** @module The large ticket: whom we call, and where to go; or, while nobody can be called, why and until when. */
import { dayDate, figures } from "tonsai/format.js";
import { html, useEffect, useRef, useState } from "tonsai/html.js";
import { t } from "tonsai/start.js";
import { Ticket } from "tonsai/ticket.js";
import { Pair, Stack, beside, second } from "./words.js";

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 * @typedef {import("./hall.js").Notice} Notice
 * @typedef {{width: number, height: number, unit: number, wide: boolean}} Frame CSS pixels, but `unit`
 */

/** Share of the long way at which the stub begins. */
const PERFORATION = { wide: 0.705, tall: 0.6 };
/** Until the old ticket has slid away and the new one has come. */
const CHANGE_MS = 260;
/** Design px. */
const OUTLINE = 5;

/** @param {Frame} frame */
const shape = ({ width, height, unit, wide }) => ({
  width,
  height,
  perforation: wide ? PERFORATION.wide : PERFORATION.tall,
  orientation: /** @type {"landscape" | "portrait"} */ (wide ? "landscape" : "portrait"),
  radius: (wide ? 40 : 44) * unit,
  notch: (wide ? 30 : 34) * unit,
  line: OUTLINE * unit,
});

/** A number that outgrew its four signs gets smaller rather than cut. @param {string} number */
const long = (number) => (number.length > 4 ? `long${Math.min(number.length, 6)}` : "");

/** @param {{call: BoardCall, lit: boolean, stale: boolean, frame: Frame, leaving?: boolean}} props */
function Call({ call, lit, stale, frame, leaving = false }) {
  const other = second(call.language);
  const title = lit ? "display.now_calling" : "display.last_called";
  const counter = String(call.counter);
  const number = html`<p class="hero-title"><${Pair} name=${title} other=${other} /></p>
    <p class=${`hero-number ${long(call.number)}`} data-test=${leaving ? null : "hero-number"}>${call.number}</p>`;
  const stub = html`<p class="hero-title">
      ${frame.wide ? html`<${Pair} name="display.counter" other=${other} />` : html`<${Where} name=${lit ? "display.go_to_counter" : "display.counter"} other=${other} />`}
    </p>
    <p class=${`hero-number ${counter.length > 1 ? "two" : ""}`} data-test=${leaving ? null : "hero-counter"}>${counter}</p>`;
  const look = stale ? "stale" : lit ? "called" : "waiting";
  return html`<${Ticket} ...${shape(frame)} state=${look} number=${number} stub=${stub} class=${leaving ? "leaving" : ""} />`;
}

/** @param {{name: string, other: import("./words.js").Language | null}} props */
function Where({ name, other }) {
  return html`<span class="th" lang="th">${t(name, undefined, "th")}</span>
    ${beside((lang) => html`<span class="other" lang=${lang}>${t(name, undefined, lang)}</span>`, other)}`;
}

/**
 * The call with its motion: the old ticket leaves to the left, the new one comes from the right, then its fill flashes.
 * @param {{call: BoardCall, spoken: number, lit: boolean, stale: boolean, frame: Frame}} props
 *   `spoken` is the number of the call that has its turn now, 0 for none: only that one moves and flashes
 */
export function CallHero({ call, spoken, lit, stale, frame }) {
  const before = useRef({ call, lit });
  const [leaving, leave] = useState(/** @type {{call: BoardCall, lit: boolean} | null} */ (null));
  useEffect(() => {
    const old = before.current;
    if (old.call.number === call.number || spoken !== call.call) return undefined;
    leave(old);
    const timer = setTimeout(() => leave(null), CHANGE_MS);
    return () => clearTimeout(timer);
  }, [call.call]);
  useEffect(() => {
    before.current = { call, lit };
  });
  const fresh = spoken === call.call;
  const comes = fresh && before.current.call.number !== call.number;
  return html`<div class="hero" data-test="hero" data-lit=${lit && !stale ? "yes" : "no"}>
    ${leaving && html`<div class="hero-sheet hero-leaves" key=${`old-${leaving.call.call}`} aria-hidden="true">
      <${Call} call=${leaving.call} lit=${leaving.lit} stale=${stale} frame=${frame} leaving />
    </div>`}
    <div class=${`hero-sheet ${fresh ? "hero-flashes" : ""} ${comes || leaving ? "hero-comes" : ""}`} key=${call.call}>
      <${Call} call=${call} lit=${lit} stale=${stale} frame=${frame} />
    </div>
  </div>`;
}

/** @param {{notice: Notice, board: Board, frame: Frame}} props */
export function NoticeHero({ notice, board, frame }) {
  const why =
    notice.kind === "clock"
      ? html`<${Stack} name="display.notice.clock.why" />`
      : notice.kind === "holiday" && board.hall.holiday && html`<${Stack} text=${board.hall.holiday} />`;
  const text = html`<div class=${`hero-notice notice-${notice.kind}`} data-test=${`notice-${notice.kind}`}>
    <${Stack} name=${`display.notice.${notice.kind}`} />
    ${why ? html`<div class="hero-why">${why}</div>` : null}
    ${!why && board.results ? html`<div class="hero-results" data-test="results"><${Stack} name="display.results" values=${{ percent: board.results.percent, n: board.results.n.toLocaleString("en") }} /></div>` : null}
  </div>`;
  return html`<div class="hero" data-test="hero" data-lit="no">
    <${Ticket} ...${shape(frame)} state="waiting" number=${text} stub=${html`<${Until} notice=${notice} wide=${frame.wide} />`}
      class=${`ticket-notice ${notice.time ? "" : "ticket-whole"}`} />
  </div>`;
}

/** When it goes on. @param {{notice: Notice, wide: boolean}} props */
function Until({ notice, wide }) {
  if (!notice.time) return null;
  const { date } = notice;
  return html`<div class="hero-until">
    <p class="hero-until-title"><${Pair} name=${notice.kind === "before" ? "display.opens" : "display.opens_again"} /></p>
    <p class="hero-time" data-test="opens">${figures(notice.time)}</p>
    ${date ? html`<p class="hero-day"><span class="th" lang="th">${dayDate(date, "th")}</span
      >${beside((lang) => html`<span class="other" lang=${lang}>${wide ? "" : " · "}${dayDate(date, lang)}</span>`)}</p>` : null}
  </div>`;
}

/** Before the first word from the server. @param {{frame: Frame}} props */
export function EmptyHero({ frame }) {
  const text = html`<div class="hero-notice"><${Stack} name="display.notice.listen" /></div>`;
  return html`<div class="hero" data-test="hero" data-lit="no">
    <${Ticket} ...${shape(frame)} state="stale" number=${text} class="ticket-notice ticket-whole" />
  </div>`;
}
