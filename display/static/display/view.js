/** @module The whole hall screen, as a function of the board, the calls, the clock and the shape of the screen. */
import { figures, hallDate } from "tonsai/format.js";
import { html, useEffect, useRef, useState } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { pick } from "tonsai/start.js";
import { Line } from "./line.js";
import { notice, strip } from "./hall.js";
import { CallHero, EmptyHero, NoticeHero } from "./hero_view.js";
import { Counters, Recent, Waiting } from "./lists_view.js";
import { Stale } from "./stale_view.js";
import { Lines, Stack } from "./words.js";

/**
 * @typedef {import("./stage.js").Stage} Stage
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 * @typedef {{board: Board | null, calls: BoardCall[], spoken: number, lit: boolean, stale: boolean, heard: Date | null,
 *   time: Date | null, blocked: boolean, stage: Stage, onSound: () => void}} Shown
 *   `calls` newest first, `spoken` the call whose turn it is or 0, `time` by the server's clock or null if unknown
 */

/** @param {Shown} shown */
export function Hall(shown) {
  const { board, stage, stale } = shown;
  const shape = stage.wide ? "hall-wide" : "hall-tall";
  return html`<main class=${`hall ${shape} ${stale ? "hall-stale" : ""}`} data-test="hall">
    <${Top} ...${shown} />
    <${Main} ...${shown} />
    ${board ? html`<${Recent} calls=${shown.calls.slice(1)} wide=${stage.wide} spoken=${shown.spoken} />` : null}
    ${stale || !board ? html`<${Stale} heard=${shown.heard} />` : html`<${Waiting} board=${board} wide=${stage.wide} />`}
    ${board ? html`<${Counters} board=${board} />` : null}
  </main>`;
}

/** Whose house it is, and what time. A clock known to be wrong is not shown. @param {Shown} shown */
function Top({ board, time }) {
  const right = time !== null && board?.hall.state !== "clock";
  return html`<header class="top">
    <div class=${`top-name ${board?.office.simulated ? "top-name-simulated" : ""}`}>
      <h1><${Line} lang="th">${board ? pick(board.office.name, "th") : ""}</${Line}></h1>
      ${board?.office.simulated ? html`<p class="simulated" data-test="simulated"><${Stack} name="common.simulated" /></p>` : null}
    </div>
    ${right ? html`<p class="top-date" lang="th">${hallDate(time, "th")}</p><p class="top-clock" data-test="clock">${figures(time)}</p>` : null}
  </header>`;
}

/** The large ticket and the strip under it. @param {Shown} shown */
function Main(shown) {
  const { board, stale, blocked, stage } = shown;
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
  const frame = { ...size, unit: stage.unit, wide: stage.wide };
  return html`<section class=${`main ${told || blocked ? "main-short" : ""} ${told && blocked ? "main-shorter" : ""}`}>
    <div class="hero-place" ref=${place}>${size.width > 0 ? Hero(shown, frame) : null}</div>
    ${told || blocked
      ? html`<div class="strips">
          ${told ? html`<div class="strip" data-test=${`strip-${told.kind}`}><${Icon} name="clock" />
            <div><${Lines} name=${`display.strip.${told.kind}`} values=${{ ...told, from: figures(told.from), to: figures(told.to) }} /></div></div>` : null}
          ${blocked ? html`<button class="strip strip-sound" data-test="sound" onClick=${shown.onSound}><${Icon} name="volume" />
            <div><${Lines} name="common.sound.allow" /></div></button>` : null}
        </div>`
      : null}
  </section>`;
}

/** @param {Shown} shown @param {import("./hero_view.js").Frame} frame */
function Hero({ board, calls, lit, spoken, stale }, frame) {
  if (!board) return html`<${EmptyHero} frame=${frame} />`;
  const told = lit ? null : notice(board);
  const call = calls[0];
  if (told || !call) return html`<${NoticeHero} notice=${told ?? { kind: "none_yet", time: null, date: null }} board=${board} frame=${frame} />`;
  return html`<${CallHero} call=${call} lit=${lit && !stale} spoken=${stale ? 0 : spoken} stale=${stale} frame=${frame} />`;
}
