/** @module The whole hall screen, as a function of the board, the calls, the clock and the shape of the screen. */
import { figures, hallDate, moment } from "tonsai/format.js";
import { html, useEffect, useRef, useState } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { pick, t } from "tonsai/start.js";
import { Line } from "./line.js";
import { notice, strip } from "./hall.js";
import { CallHero, EmptyHero, NoticeHero } from "./hero_view.js";
import { CounterGrid, Counters, Recent, Waiting } from "./lists_view.js";
import { Notices } from "./notice_view.js";
import { Stale } from "./stale_view.js";
import { Lines, Stack, beside } from "./words.js";

/**
 * @typedef {import("./stage.js").Stage} Stage
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 * @typedef {{board: Board | null, calls: BoardCall[], spoken: number, lit: boolean, stale: boolean, heard: Date | null,
 *   time: Date | null, blocked: boolean, stage: Stage, layout: Layout, slides: import("./notices.js").Slide[],
 *   small: import("./legible.js").Small[], distance: number, quiet: boolean, onSound: () => void}} Shown
 *   `calls` newest first, `spoken` the call whose turn it is or 0, `time` by the server's clock or null if unknown,
 *   `small` is what cannot be read from `distance` (m), `quiet` while something is said aloud
 * @typedef {import("./screen.js").Screen["layout"]} Layout
 */

/** How large the large ticket is drawn, by layout and shape; `under` where something stands under it.
 * @type {Record<Layout, {wide: number, wide_under: number, tall: number, tall_under: number}>} */
const SCALE = {
  columns: { wide: 1, wide_under: 1, tall: 1, tall_under: 1 },
  big: { wide: 1.3, wide_under: 1.12, tall: 1.08, tall_under: 1.08 },
  counters: { wide: 0.79, wide_under: 0.76, tall: 0.98, tall_under: 0.9 },
};
/** Calls before the large one. */
const RECENT = { columns: { wide: 5, tall: 4 }, big: { wide: 5, tall: 4 }, counters: { wide: 0, tall: 0 } };
const RECENT_BESIDE_NOTICE = 2;

/** @param {Shown} shown */
export function Hall(shown) {
  const { board, stage, stale, layout, calls, spoken } = shown;
  const silent = stale || !board;
  const notices = !silent && shown.slides.length > 0;
  const under = silent || notices;
  const shape = stage.wide ? "wide" : "tall";
  const places = layout === "big" && stage.wide && under ? RECENT_BESIDE_NOTICE : RECENT[layout][shape];
  return html`<main class=${`hall hall-${shape} layout-${layout} ${under ? "hall-under" : ""} ${stale ? "hall-stale" : ""}`} data-test="hall">
    <${Top} ...${shown} />
    <${Main} ...${shown} scale=${SCALE[layout][under ? /** @type {const} */ (`${shape}_under`) : shape]} />
    ${board && places > 0 ? html`<${Recent} calls=${calls.slice(1)} places=${places} spoken=${spoken} />` : null}
    ${silent ? html`<${Stale} heard=${shown.heard} />` : null}
    ${notices ? html`<${Notices} slides=${shown.slides} board=${board} quiet=${shown.quiet} />` : null}
    ${board && !under && layout === "columns" ? html`<${Waiting} board=${board} wide=${stage.wide} />` : null}
    ${board && layout === "columns" ? html`<${Counters} board=${board} />` : null}
    ${board && layout === "counters" ? html`<${CounterGrid} board=${board} wide=${stage.wide} />` : null}
  </main>`;
}

/** Whose house it is, and what time. A clock known to be wrong is not shown. @param {Shown} shown */
function Top({ board, time }) {
  const right = time !== null && board?.hall.state !== "clock";
  return html`<header class="top">
    <div class=${`top-name ${board?.office.simulated ? "top-name-simulated" : ""}`}>
      ${board?.office.logo ? html`<img class="top-logo" src=${board.office.logo} alt="" data-test="logo" />` : null}
      <h1><${Line} lang="th">${board ? pick(board.office.name, "th") : ""}</${Line}></h1>
      ${board?.office.simulated ? html`<p class="simulated" data-test="simulated"><${Stack} name="common.simulated" /></p>` : null}
    </div>
    ${right ? html`<p class="top-date" lang="th">${hallDate(time, "th")}</p><p class="top-clock" data-test="clock">${figures(time)}</p>` : null}
  </header>`;
}

/** The large ticket and the strip under it. @param {Shown & {scale: number}} shown */
function Main(shown) {
  const { board, stale, blocked, stage, layout, scale, small } = shown;
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [size, resize] = useState({ width: 0, height: 0 });
  const told = board && !stale ? strip(board) : null;
  useEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => resize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const wide = stage.wide && layout !== "counters";
  const frame = { ...size, unit: stage.unit * scale, wide };
  const strips = [told, blocked, small.length > 0].filter(Boolean).length;
  return html`<section class=${`main ${strips > 0 ? "main-short" : ""} ${strips > 1 ? "main-shorter" : ""}`}>
    <div class=${`hero-place hero-${wide ? "wide" : "tall"}`} style=${{ "--h": `${stage.unit * scale}px` }} ref=${place}>${size.width > 0 ? Hero(shown, frame) : null}</div>
    ${strips > 0
      ? html`<div class="strips">
          ${small.length > 0 ? html`<${Small} ...${small[0]} distance=${shown.distance} />` : null}
          ${told ? html`<div class="strip" data-test=${`strip-${told.kind}`}><${Icon} name=${told.kind === "announced" ? "speakerphone" : "clock"} />
            <div>${told.kind === "announced" && board ? html`<${Told} announcement=${board.announcements[0]} now=${shown.time} />` : html`<${Lines} name=${`display.strip.${told.kind}`} values=${{ ...told, from: figures(told.from), to: figures(told.to) }} />`}</div></div>` : null}
          ${blocked ? html`<button class="strip strip-sound" data-test="sound" onClick=${shown.onSound}><${Icon} name="volume" />
            <div><${Lines} name="common.sound.allow" /></div></button>` : null}
        </div>`
      : null}
  </section>`;
}

/** What the hall is told, and until when.
 * @param {{announcement: import("tonsai/values").BoardAnnouncement, now: Date | null}} props */
function Told({ announcement, now }) {
  const at = new Date(announcement.until);
  /** @param {import("./words.js").Language} lang */
  const words = (lang) =>
    `${pick(announcement.text, lang)} · ${t("common.until", { time: moment(at, now ?? at, lang) }, lang)}`;
  return html`<p class="th"><${Line} lang="th">${words("th")}</${Line}></p>
    ${beside((lang) => html`<p class="other"><${Line} lang=${lang}>${words(lang)}</${Line}></p>`)}`;
}

/** @param {Shown} shown @param {import("./hero_view.js").Frame} frame */
function Hero({ board, calls, lit, spoken, stale }, frame) {
  if (!board) return html`<${EmptyHero} frame=${frame} />`;
  const told = lit ? null : notice(board);
  const call = calls[0];
  if (told || !call) return html`<${NoticeHero} notice=${told ?? { kind: "none_yet", time: null, date: null }} board=${board} frame=${frame} />`;
  return html`<${CallHero} call=${call} lit=${lit && !stale} spoken=${stale ? 0 : spoken} stale=${stale} frame=${frame} />`;
}

/** For whoever hangs the screen: it could not be read from where people sit.
 * @param {import("./legible.js").Small & {distance: number}} props */
function Small({ what, has_mm, needs_mm, distance }) {
  const values = { distance, has: Math.floor(has_mm), needs: Math.ceil(needs_mm) };
  return html`<div class="strip strip-small" data-test="too-small"><${Icon} name="alert-triangle" />
    <div><${Lines} name=${`display.small.${what}`} values=${values} /></div></div>`;
}
