/** @module The key of the kiosk and tablet: one finger, acts on release, then rests for half a second. */
import { html } from "tonsai/html.js";
import { tick, unlock } from "tonsai/sound.js";

/** After an action nothing near it acts: a trembling or impatient finger presses twice, on whatever came up there. */
const REST_MS = 500;
/** A press this far from the last one, in px, is another wish of a quick hand. */
const ELSEWHERE_PX = 120;
/** How far outside its edge a key still takes the release of a finger that slid, in px. */
const SLIP_PX = 24;

/** @typedef {{x: number, y: number}} Point */

let restsUntil = 0;
/** Where the last action was; null after one from the keyboard. @type {Point | null} */
let lastPlace = null;
/** Fingers on the glass now. More than one at any moment spoils the whole press. */
const fingers = new Set();
let crowded = false;
/** @type {{element: Element, pointer: number} | null} */
let held = null;

/** @param {PointerEvent} event */
function down(event) {
  fingers.add(event.pointerId);
  if (fingers.size > 1) crowded = true;
}

/** @param {PointerEvent} event */
function up(event) {
  fingers.delete(event.pointerId);
  if (fingers.size === 0) {
    crowded = false;
    held = null;
  }
}

/** @param {Element} element @param {PointerEvent} event */
function isOver(element, { clientX, clientY }) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const inside = clientX > left - SLIP_PX && clientX < right + SLIP_PX;
  return inside && clientY > top - SLIP_PX && clientY < bottom + SLIP_PX;
}

/** Everything a browser does with touches besides pressing keys is switched off. */
export function guardGlass() {
  addEventListener("pointerdown", down, { capture: true });
  // After the key has seen its release, so not in the capture phase.
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
  for (const name of ["contextmenu", "selectstart", "dragstart", "gesturestart"]) {
    addEventListener(name, (event) => event.preventDefault());
  }
  addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
}

/** @param {() => void} act @param {Point | null} place */
function actOnce(act, place) {
  const now = performance.now();
  const elsewhere = place && lastPlace && Math.hypot(place.x - lastPlace.x, place.y - lastPlace.y) > ELSEWHERE_PX;
  if (now < restsUntil && !elsewhere) return;
  restsUntil = now + REST_MS;
  lastPlace = place;
  void unlock().then(tick);
  act();
}

/**
 * A key. A long press counts as a press: old hands press long. Keyboard and screen readers arrive as a click.
 * @param {{press: () => void, test: string, class?: string, children?: any, [rest: string]: any}} props
 */
export function Key({ press, test, class: extra = "", children, ...rest }) {
  const onPointerDown = (/** @type {PointerEvent} */ event) => {
    if (event.isPrimary && event.button === 0) held = { element: /** @type {Element} */ (event.currentTarget), pointer: event.pointerId };
  };
  const onPointerUp = (/** @type {PointerEvent} */ event) => {
    const element = /** @type {Element} */ (event.currentTarget);
    const mine = held?.element === element && held.pointer === event.pointerId;
    if (mine && !crowded && isOver(element, event)) actOnce(press, { x: event.clientX, y: event.clientY });
  };
  const onClick = (/** @type {MouseEvent} */ event) => {
    if (event.detail === 0) actOnce(press, null);
  };
  return html`<button type="button" class=${`key ${extra}`} data-test=${test} ...${rest}
    onPointerDown=${onPointerDown} onPointerUp=${onPointerUp} onClick=${onClick}>${children}</button>`;
}
