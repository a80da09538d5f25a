/** @module What stands beside the large ticket: calls before it, the counters and what they serve, who waits. */
import { html } from "tonsai/html.js";
import { pick, plain, t } from "tonsai/start.js";
import { Icon } from "tonsai/icons.js";
import { Line } from "./line.js";
import { Pair, beside, ranges } from "./words.js";

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").BoardCall} BoardCall
 * @typedef {import("tonsai/values").BoardCounter} BoardCounter
 * @typedef {import("tonsai/values").BoardGroup} BoardGroup
 */

/** More counters than this stand in two columns. */
const ONE_COLUMN = 6;
const MOST_COUNTERS = 12;
const MOST_IN_GRID = 36;
/** Columns of the grid of counters, by the most counters that still stand in them. */
const GRID = { wide: [[6, 1], [12, 2], [24, 3], [36, 4]], tall: [[4, 1], [12, 2], [24, 3], [36, 4]] };
/** More groups than this make narrow cells. */
const MANY_GROUPS = 7;

/** The calls before the large one; a place without a call stays as an empty row, so that nothing moves later.
 * @param {{calls: BoardCall[], places: number, spoken: number}} props */
export function Recent({ calls, places: many, spoken }) {
  const places = Array.from({ length: many }, (_, place) => calls[place] ?? null);
  return html`<section class="recent">
    <h2 class="label"><${Pair} name="display.already_called" /></h2>
    <ol class=${spoken ? "recent-shifts" : ""} key=${spoken}>
      ${places.map(
        (call, place) => html`<li class=${`row ${call ? "" : "row-empty"}`} data-test=${`recent-${place}`}>
          <span class="row-number">${call?.number}</span><span class="row-counter">${call?.counter}</span>
        </li>`,
      )}
    </ol>
  </section>`;
}

/** Closed counters go first where there are more than fit. @param {readonly BoardCounter[]} counters @param {number} [most] */
function fitting(counters, most = MOST_COUNTERS) {
  if (counters.length <= most) return counters;
  return counters.filter((counter) => counter.state !== "closed").slice(0, most);
}

/** All counters, each with the number it calls or serves: for halls with many. @param {{board: Board, wide: boolean}} props */
export function CounterGrid({ board, wide }) {
  const counters = fitting(board.counters, MOST_IN_GRID);
  const [, columns] = GRID[wide ? "wide" : "tall"].find(([most]) => counters.length <= most) ?? [0, 1];
  return html`<section class="grid" data-test="grid">
    <h2 class="label"><span class="grid-of"><${Pair} name="display.counter" /></span><${Pair} name="display.ticket_number" /></h2>
    <ol style=${{ "--columns": columns, "--rows": Math.ceil(counters.length / columns) }}>
      ${counters.map(
        (counter) => html`<li class=${`place place-${counter.state}`} key=${counter.number} data-test=${`counter-${counter.number}`}>
          <span class="place-number">${counter.number}</span>
          ${counter.ticket !== null
            ? html`<b class=${`place-ticket ${counter.ticket_state === "called" ? "place-called" : ""}`}>${counter.ticket}</b>`
            : html`<span class="place-state"><span lang="th">${t(`display.counter.${counter.state}`, undefined, "th")}</span></span>`}
        </li>`,
      )}
    </ol>
  </section>`;
}

/** @param {{board: Board}} props */
export function Counters({ board }) {
  const counters = fitting(board.counters);
  return html`<section class=${`counters counters-${counters.length > ONE_COLUMN ? "two" : "one"}`}>
    <h2 class="label"><${Pair} name="display.counters" /></h2>
    <ol style=${{ "--rows": counters.length > ONE_COLUMN ? Math.ceil(counters.length / 2) : counters.length, "--count": counters.length }}>
      ${counters.map((counter) => html`<${Counter} key=${counter.number} counter=${counter} />`)}
    </ol>
  </section>`;
}

/** @param {{counter: BoardCounter}} props */
function Counter({ counter }) {
  const { number, state, groups, ticket } = counter;
  const called = ticket !== null && counter.ticket_state === "called";
  return html`<li class=${`counter counter-${state}`} data-test=${`counter-${number}`}>
    <span class="counter-number">${number}</span>
    <span class="counter-groups">${ranges(groups).map((group) => html`<b class="letter">${group}</b>`)}</span>
    ${
      ticket !== null
        ? html`<span class=${`counter-ticket ${called ? "counter-called" : ""}`}>${ticket}</span>`
        : html`<span class="counter-state"
            ><span lang="th">${t(`display.counter.${state}`, undefined, "th")}</span
            >${beside((lang) => html`<span class="other" lang=${lang}>${t(`display.counter.${state}`, undefined, lang)}</span>`)}</span
          >`
    }
  </li>`;
}

/** @param {{board: Board, wide: boolean}} props */
export function Waiting({ board, wide }) {
  const total = html`<${Icon} name="users" /><span class="total-word" lang="th">${t("display.total", undefined, "th")}</span
    ><b data-test="waiting-total">${board.waiting}</b><span class="total-word" lang="th">${t("common.person", undefined, "th")}</span>`;
  const inCell = !wide && board.groups.length % 4 !== 0;
  return html`<section class="waiting">
    <h2 class="label"><${Pair} name="display.waiting" />${inCell ? null : html`<span class="total">${total}</span>`}</h2>
    <ol class=${board.groups.length > MANY_GROUPS ? "cells-many" : ""} style=${{ "--count": board.groups.length }}>
      ${board.groups.map((group) => html`<${Group} key=${group.code} group=${group} />`)}
      ${inCell
        ? html`<li class="cell cell-total" data-test="waiting-total-cell">
            <p class="cell-top"><${Icon} name="users" /><b class="cell-count" data-test="waiting-total">${board.waiting}</b></p>
            <p class="cell-name" lang="th">${t("display.total_waiting", undefined, "th")}</p>
            ${beside((lang) => html`<p class="cell-other" lang=${lang}>${t("display.total_waiting", undefined, lang)}</p>`)}
          </li>`
        : null}
    </ol>
  </section>`;
}

/** @param {{group: BoardGroup}} props */
function Group({ group }) {
  const { prefix, waiting } = group;
  const size = waiting === 0 ? "cell-none" : waiting > 99 ? "cell-hundreds" : "";
  const shut = group.state === "closed" ? "cell-closed" : "";
  const own = group.colour ? `own own-${group.colour}` : "";
  return html`<li class=${`cell ${size} ${shut} ${own}`} data-test=${`waiting-${prefix}`}>
    <p class="cell-top"><b class="letter">${prefix}</b><b class="cell-count" data-test=${`count-${prefix}`}>${waiting}</b></p>
    <p class="cell-name"><${Line} lang="th">${plain(pick(group.short, "th"))}</${Line}></p>
    ${beside((lang) => html`<p class="cell-other"><${Line} lang=${lang}>${plain(pick(group.short, lang))}</${Line}></p>`)}
  </li>`;
}
