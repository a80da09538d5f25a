/** @module The ticket: number, perforation, stub. One outline for the slip's kin on kiosk, phone, TV and console. */
import { html } from "./html.js";

/**
 * @typedef {"waiting" | "called" | "serving" | "stale" | "held" | "done"} TicketLook
 * @typedef {"landscape" | "portrait"} Orientation
 * @typedef {{width: number, height: number, perforation?: number, orientation?: Orientation,
 *   radius?: number, notch?: number}} Shape
 *   width and height in px; `perforation` is a share of the long way (0–1); radius and notch in px
 */

/** Corner and notch as the look book gives them, unless a screen says otherwise. @param {Shape} shape */
function measures({ width, height, perforation = 0.645, orientation = "landscape", radius, notch }) {
  const short = Math.min(width, height);
  const r = radius ?? Math.round(0.09 * short);
  const n = notch ?? Math.round(0.055 * short);
  const p = Math.round(perforation * (orientation === "landscape" ? width : height));
  return { w: width, h: height, r, n, p, across: orientation === "landscape" };
}

/** The outline as an SVG path. @param {Shape} shape */
export function ticketPath(shape) {
  const { w, h, r, n, p, across } = measures(shape);
  if (across) {
    return (
      `M${r},0H${p - n}A${n},${n} 0 0 0 ${p + n},0H${w - r}A${r},${r} 0 0 1 ${w},${r}V${h - r}` +
      `A${r},${r} 0 0 1 ${w - r},${h}H${p + n}A${n},${n} 0 0 0 ${p - n},${h}H${r}A${r},${r} 0 0 1 0,${h - r}` +
      `V${r}A${r},${r} 0 0 1 ${r},0Z`
    );
  }
  return (
    `M${r},0H${w - r}A${r},${r} 0 0 1 ${w},${r}V${p - n}A${n},${n} 0 0 0 ${w},${p + n}V${h - r}` +
    `A${r},${r} 0 0 1 ${w - r},${h}H${r}A${r},${r} 0 0 1 0,${h - r}V${p + n}A${n},${n} 0 0 0 0,${p - n}` +
    `V${r}A${r},${r} 0 0 1 ${r},0Z`
  );
}

/** The dashes: their line and their rhythm. @param {Shape} shape */
export function perforationLine(shape) {
  const { w, h, n, p, across } = measures(shape);
  const dash = 0.55 * n;
  const from = 1.9 * n;
  const line = across
    ? { x1: p, y1: from, x2: p, y2: h - from }
    : { x1: from, y1: p, x2: w - from, y2: p };
  return { ...line, width: 0.3 * n, dashes: `${dash} ${1.1 * dash}` };
}

/**
 * Draws the outline and lays `number` and `stub` on the two sides of the perforation.
 * `line` is the width of the outline in px; `label` says the whole ticket to those who listen.
 * @param {Shape & {state?: TicketLook, line?: number, number?: any, stub?: any, class?: string, [rest: string]: any}} props
 */
export function Ticket(props) {
  const { width, height, perforation, orientation = "landscape", radius, notch, ...others } = props;
  const { state = "waiting", line, number, stub, class: extra = "", children, ...rest } = others;
  const shape = { width, height, perforation, orientation, radius, notch };
  const { p, across } = measures(shape);
  const { width: thick, dashes, ...ends } = perforationLine(shape);
  const first = across ? { width: `${p}px` } : { height: `${p}px` };
  return html`<div class=${`ticket ticket-${state} ticket-${orientation} ${extra}`}
    style=${{ width: `${width}px`, height: `${height}px` }} ...${rest}>
    <svg class="ticket-shape" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="ticket-outline" d=${ticketPath(shape)} stroke-width=${line} />
      <line class="ticket-perforation" ...${ends} stroke-width=${thick} stroke-dasharray=${dashes} />
    </svg>
    <div class="ticket-number" style=${first}>${number}</div>
    <div class="ticket-stub">${stub}</div>
    ${children}
  </div>`;
}
