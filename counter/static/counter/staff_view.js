/** @module What the staff screens have in common: bar, status bar, strips, keys. */
import { html } from "tonsai/html.js";
import { figures } from "tonsai/format.js";
import { Icon } from "tonsai/icons.js";
import { knows, pick, plain, t } from "tonsai/start.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskDevice} DeskDevice */

/** The time in the bar. @param {{now: number}} props server time in ms */
export function Clock({ now }) {
  return html`<time class="bar-clock digits" data-test="clock">${figures(new Date(now))}</time>`;
}

/**
 * A key. `off` shows it as not to be pressed, `held` lets presses go by without a change to the eye.
 * @param {{test: string, onPress: () => unknown, icon?: string, size?: number, word: any, cap?: string, class?: string,
 *   off?: boolean, held?: boolean, running?: boolean, autofocus?: boolean, label?: string}} props
 */
export function Key(props) {
  const { test, onPress, icon, size = 24, word, cap, class: extra = "", off = false, held = false, running = false } = props;
  const look = `key ${extra} ${off ? "key-off" : ""} ${running ? "key-running" : ""}`;
  return html`<button type="button" class=${look} data-test=${test} aria-disabled=${off || held} aria-label=${props.label}
    autofocus=${props.autofocus} onClick=${() => off || held || onPress()}>
    ${icon ? html`<${Icon} name=${icon} size=${size} />` : null}
    <span class="key-word">${word}</span>
    ${cap ? html`<kbd class="cap" aria-hidden="true">${cap}</kbd>` : null}
  </button>`;
}

/**
 * A sentence over the status bar. `alarm` is broken (clay), otherwise it asks for attention (lamp1).
 * @param {{icon: string, test: string, alarm?: boolean, words: any, children?: any}} props
 */
export function Strip({ icon, test, alarm = false, words, children }) {
  return html`<div class=${`strip ${alarm ? "strip-alarm" : ""}`} role=${alarm ? "alert" : "status"} data-test=${test}>
    <${Icon} name=${icon} size=${26} />
    <p class="strip-words">${words}</p>
    ${children}
  </div>`;
}

/**
 * A cell of the status bar.
 * @param {{icon: string, words: any, attention?: boolean, alarm?: boolean, quiet?: boolean, test: string}} props
 */
export function Cell({ icon, words, attention = false, alarm = false, quiet = false, test }) {
  const look = alarm ? "cell-alarm" : attention ? "cell-attention" : quiet ? "cell-quiet" : "";
  return html`<span class=${`cell ${look}`} data-test=${test}><${Icon} name=${icon} size=${20} />${words}</span>`;
}

/** Connected or not, in words. @param {{stale: boolean}} props */
export function ConnectionCell({ stale }) {
  return stale
    ? html`<${Cell} icon="plug-connected-x" words=${t("counter.status.away")} alarm=${true} test="connection" />`
    : html`<${Cell} icon="circle-check" words=${t("counter.status.connected")} test="connection" />`;
}

const DEVICE_ICONS = { kiosk: "device-tablet", display: "device-tv", tablet: "mood-smile", agent: "printer" };

/** The icon of a device. @param {DeskDevice} device */
export const deviceIcon = (device) => DEVICE_ICONS[device.kind];

/**
 * One cell for each kind of device: how it stands, or by name the first that is away.
 * @param {{devices: readonly DeskDevice[]}} props
 */
export function DeviceCells({ devices }) {
  return html`${/** @type {const} */ (["kiosk", "display", "tablet"]).map((kind) => {
    const some = devices.filter((device) => device.kind === kind);
    if (some.length === 0) return null;
    const away = some.filter((device) => !device.connected);
    const words =
      away.length > 0
        ? t("counter.status.device_away", { name: away[0].name })
        : t("counter.status.device_fine", { name: t(`counter.device.${kind}`) });
    return html`<${Cell} key=${kind} icon=${DEVICE_ICONS[kind]} words=${words} attention=${away.length > 0} quiet=${true}
      test=${`device-${kind}`} />`;
  })}`;
}

/** The first printer that needs a hand, in words; nothing when all is well. @param {{devices: readonly DeskDevice[]}} props */
export function PrinterCell({ devices }) {
  const first = devices.find(({ printer }) => printer !== null && printer !== "ready");
  if (!first?.printer) return null;
  const low = first.printer === "paper_low";
  return html`<${Cell} icon=${low ? "printer" : "printer-off"} words=${`${t(`paper.state.${first.printer}`)} · ${first.name}`}
    attention=${true} test="printer" />`;
}

/** The time of the data, with seconds: the one sign that the page lives. @param {{at: Date | null}} props */
export function DataTime({ at }) {
  if (!at) return null;
  const seconds = String(at.getSeconds()).padStart(2, "0");
  return html`<span class="cell-time" data-test="data-time">${t("counter.status.data", { time: `${figures(at)}.${seconds}` })}</span>`;
}

/** Whether tickets are given now, where that is not plainly so. @param {{desk: Desk | null}} props */
export function HallCell({ desk }) {
  const state = desk?.hall.state ?? "open";
  if (state === "open") return null;
  return html`<${Cell} icon="clock" words=${t(`counter.hall.${state}`)} attention=${state === "clock"} test="hall" />`;
}

/** The clock stands wrong: nothing can be taken before it is set. @param {{desk: Desk | null}} props */
export function ClockStrip({ desk }) {
  if (desk?.hall.state !== "clock") return null;
  return html`<${Strip} icon="clock" alarm=${true} test="clock-behind" words=${t("error.clock.behind")} />`;
}

/** "Simulated data", where that is so. @param {{desk: Desk | null}} props */
export function SimulatedCell({ desk }) {
  if (!desk?.office.simulated) return null;
  return html`<${Cell} icon="info-circle" words=${t("counter.status.simulated")} test="simulated" />`;
}

/** Whole minutes in words; somebody has only just come below one. @param {number} minutes */
export const age = (minutes) => (minutes < 1 ? t("counter.just_now") : t("counter.minutes", { minutes }));

/** A reason by its code in words; one the catalogue does not know shows as the office wrote it.
 * @param {"hold" | "pause" | "chosen"} kind @param {string} code */
export function reasonWords(kind, code) {
  const key = kind === "pause" ? `common.pause.${code}` : `counter.reason.${kind}.${code}`;
  return knows(key) ? t(key) : code.replaceAll("_", " ");
}

/** Office name for the bar. @param {Desk | null} desk */
export const officeName = (desk) => (desk ? plain(pick(desk.office.name)) : "");
