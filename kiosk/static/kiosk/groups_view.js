/** @module The one decision: which group. Priority first, because it must be said before the tile is touched. */
import { clock, dayDate, figures, minutes } from "tonsai/format.js";
import { Fit } from "tonsai/fit.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, language, phrases, pick, t } from "tonsai/start.js";
import { live, minute, priority, screen, showSheet } from "./flow.js";
import { arrange, toldWords, UNSURE_ICON } from "./hall.js";
import { trouble } from "./paper.js";
import { Heading, Shade, StaffKey } from "./parts.js";
import { Key } from "./press.js";
import { layout } from "./stage.js";
import { takeTicket, wish } from "./wish.js";

/** @typedef {import("tonsai/values.js").Board} Board */
/** @typedef {import("tonsai/values.js").BoardGroup} BoardGroup */

/** So many tiles fit as tall ones, the last of them in a low row; more are all low. */
const MANY = 7;

/** @param {{board: Board}} props */
export function GroupsView({ board }) {
  const short = language.value === "th" ? 1 : 2;
  return html`<div class="screen groups" key="groups" data-test="screen-groups">
    <${Shade} of="groups" />
    <header class="head">
      <${Heading} size=${72} min=${56}>${t("kiosk.groups.title")}<//>
      <${Sub} />
      <p class="now"><b data-test="clock">${figures(new Date(minute.value * 60_000))}</b></p>
    </header>
    <main class="main">
      <${Priority} text=${pick(board.office.priority_text)} />
      <${Tiles} board=${board} />
      <div class="rule"><${Fit} size=${31} min=${27} lines=${layout.value === "landscape" ? 2 : short} data-test="rule">${phrases(pick(board.office.rule))}<//></div>
    </main>
    <nav class="bar">
      <${Key} test="back" class="key-bar on-dark" press=${() => (screen.value = "home")}>
        <${Icon} name="arrow-left" size=${50} /><span>${t("common.back")}</span>
      <//>
      <${Key} test="language" class="key-bar on-dark" press=${() => showSheet({ kind: "language" })}>
        <${Icon} name="language" size=${50} /><span>${t("common.language")}</span>
      <//>
      <${StaffKey} class="key-bar on-dark" size=${50} />
    </nav>
  </div>`;
}

/** What to do; without paper that is known before the touch. */
function Sub() {
  const why = trouble.value;
  const told = live.value.value?.announcements[0];
  if (told && !why) {
    return html`<p class="sub sub-told" role="status" data-test="told"><${Icon} name="speakerphone" size=${48} />
      <${Fit} tag="span" class="fit" size=${36} min=${26} lines=${2}>${toldWords(told, live.now())}<//></p>`;
  }
  if (!why) return html`<p class="sub">${t("kiosk.groups.sub")}</p>`;
  return html`<p class="sub sub-no-paper" role="status" data-test="no-paper"><${Icon} name="printer-off" size=${48} />
    <${Fit} tag="span" class="fit" size=${40} min=${30} lines=${layout.value === "landscape" ? 2 : 1}>${breaks(t(`kiosk.groups.${why}`))}<//></p>`;
}

/** The tiles in rows; what is left of the last row belongs to the unsure. @param {{board: Board}} props */
function Tiles({ board }) {
  const { tiles, unsure } = arrange(board.groups);
  const columns = layout.value === "landscape" ? 3 : 2;
  const span = columns - (tiles.length % columns);
  /** @param {number} index */
  const kind = (index) => (tiles.length > MANY || index >= MANY - 1 ? "row" : "tall");
  return html`<div class=${`tiles tiles-${tiles.length > MANY ? "many" : tiles.length}${unsure ? " tiles-unsure" : ""}`}>
    ${tiles.map((group, index) => html`<${Tile} key=${group.code} group=${group} board=${board} kind=${kind(index)} />`)}
    ${unsure ? html`<${Tile} key=${unsure.code} group=${unsure} board=${board} span=${span} kind=${span > 1 ? "wide" : kind(tiles.length)} />` : null}
  </div>`;
}

/** @param {{text: string}} props */
function Priority({ text }) {
  const on = priority.value;
  return html`<${Key} test="priority" class=${`priority ${on ? "priority-on" : ""}`} press=${() => (priority.value = !on)}
    role="switch" aria-checked=${on ? "true" : "false"}>
    <span class="priority-icons">${["old", "disabled", "baby-carriage"].map((name) => html`<${Icon} name=${name} size=${70} />`)}</span>
    <span class="priority-words">
      <${Fit} tag="b" class="fit" size=${42} min=${34}>${t("kiosk.priority.title")}<//>
      <${Fit} tag="span" class="fit" size=${language.value === "th" ? 34 : 32} min=${30} lines=${language.value === "th" || layout.value === "landscape" ? 2 : 3}>${phrases(text)}<//>
    </span>
    <span class="priority-box">${on ? html`<${Icon} name="check" size=${64} />` : null}</span>
  <//>`;
}

/** Why a group takes nobody now, and when it will as far as that is known. @param {BoardGroup} group @param {Board} board */
function closedReason(group, board) {
  const date = board.hall.next_open_date;
  const why = t(group.state === "full" ? "kiosk.group.full" : "kiosk.group.closed");
  if (group.opens) return [why, t("kiosk.group.opens", { time: clock(group.opens) })];
  if (group.state === "full" && date) return [why, t("kiosk.group.opens_day", { day: dayDate(date) })];
  return [why, t("kiosk.group.ask")];
}

/** The line under a name: how many wait, and how long. @param {{group: BoardGroup, unsure: boolean}} props */
function Meta({ group, unsure }) {
  const waiting = group.waiting ? t("common.waiting", { count: group.waiting }) : t("common.waiting.none");
  const wait = group.waiting && group.wait ? ` · ${minutes(group.wait)}` : "";
  const narrow = layout.value === "landscape" && group.waiting > 0;
  const count = narrow
    ? html`<${Icon} name="users" size=${40} class="tile-users" /><span class="unseen">${waiting}</span><b aria-hidden="true">${group.waiting}</b>`
    : html`<b>${waiting}</b>`;
  const words = unsure ? html`${t("kiosk.group.unsure")} · <b>${waiting}</b>` : html`${count}${wait}`;
  return html`<${Fit} tag="span" class="tile-meta fit" size=${34} min=${28} data-test=${`waiting-${group.prefix}`}>${words}<//>`;
}

/** A low tile has room for one line: the time, where there is one. @param {{group: BoardGroup, board: Board, low: boolean}} props */
function Closed({ group, board, low }) {
  const [why, again] = closedReason(group, board);
  const lines = low ? [group.opens || group.state === "full" ? again : why] : [why, again];
  return html`<span class="tile-reason" data-test=${`reason-${group.prefix}`}>
    ${lines.map((line, index) => html`<${Fit} tag=${index ? "span" : "b"} class="fit" size=${32} min=${24}>${line}<//>`)}
  </span>`;
}

/** A Thai name breaks only at its marks; a Latin one without marks at any of its spaces. @param {string} name */
const nameParts = (name) => (language.value === "th" || name.includes("|") ? breaks(name) : name);

/** Icon and name sizes of each kind of tile, px, and the lines of the name. */
const KINDS = { tall: [92, 46, 2], row: [68, 38, 2], wide: [92, 46, 1] };

/** @param {{group: BoardGroup, board: Board, kind: keyof typeof KINDS, span?: number}} props `span` is how many columns it fills */
function Tile({ group, board, kind, span = 1 }) {
  const closed = group.state !== "open";
  const [icon, size, lines] = KINDS[kind];
  const own = group.colour ? `own own-${group.colour}` : "";
  const shape = `tile tile-${kind} tile-span-${span} ${own}`;
  const content = html`
    <${Icon} name=${group.icon} size=${closed ? Math.min(icon, 68) : icon} class="tile-icon" />
    <span class="tile-letter" aria-hidden="true"><span class="digits">${group.prefix}</span></span>
    <span class="tile-words">
      <${Fit} tag="b" class="tile-name fit" size=${closed ? Math.min(size, 40) : size} min=${kind === "row" ? 24 : 30} lines=${lines}>${nameParts(pick(group.name))}<//>
      ${closed ? html`<${Closed} group=${group} board=${board} low=${kind === "row"} />` : html`<${Meta} group=${group} unsure=${kind === "wide" && group.icon === UNSURE_ICON} />`}
    </span>`;
  if (closed) return html`<div class=${`${shape} tile-closed`} data-test=${`group-${group.prefix}-closed`}>${content}</div>`;
  const chosen = wish.value?.group === group.code;
  return html`<${Key} test=${`group-${group.prefix}`} class=${`${shape} key-outline ${chosen ? "tile-chosen" : ""}`}
    press=${() => void takeTicket(group.code)}>${content}<//>`;
}
