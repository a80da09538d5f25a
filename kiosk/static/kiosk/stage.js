/** @module The stage: a screen of fixed size in px, scaled to whatever glass it stands behind, and its clock. */
import { signal } from "tonsai/html.js";

/** @typedef {"portrait" | "landscape" | "tablet"} Layout */

/** @type {Record<Layout, {width: number, height: number}>} */
export const SIZES = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
  tablet: { width: 1280, height: 800 },
};
const TICK_MS = 200;

/** @type {import("@preact/signals").Signal<Layout>} */
export const layout = signal(/** @type {Layout} */ ("portrait"));

/** `performance.now()` of the last tick: countdowns are drawn anew with it. */
export const ticks = signal(performance.now());

/** Whole seconds from now to `until` (`performance.now()`), never below 0. @param {number} until */
export const secondsLeft = (until) => Math.max(0, Math.ceil((until - Math.max(ticks.value, performance.now())) / 1000));

/** Keeps the stage as large as the glass allows, in the middle. @param {HTMLElement} stage @param {Layout} [fixed] */
export function fitStage(stage, fixed) {
  const fit = () => {
    const { innerWidth: w, innerHeight: h } = globalThis;
    layout.value = fixed ?? (w > h ? "landscape" : "portrait");
    const { width, height } = SIZES[layout.value];
    const scale = Math.min(w / width, h / height);
    stage.className = `stage ${layout.value}`;
    stage.style.width = `${width}px`;
    stage.style.height = `${height}px`;
    const [x, y] = [(w - width * scale) / 2, (h - height * scale) / 2];
    stage.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
  };
  addEventListener("resize", fit);
  fit();
  setInterval(() => (ticks.value = performance.now()), TICK_MS);
}
