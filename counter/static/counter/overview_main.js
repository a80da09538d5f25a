/** @module Wires the overview: draws it; the desk does the rest. */
import { html, render } from "tonsai/html.js";
import { audio, unlock } from "tonsai/sound.js";
import { BarClock, Overview } from "./overview_view.js";

const page = document.getElementById("app");
if (page) {
  page.replaceChildren();
  render(html`<${Overview} />`, page);
}
const clock = document.getElementById("bar-clock");
if (clock) render(html`<${BarClock} />`, clock);
audio();
// Any touch wakes the sound; the key of the sound does it by itself, because it must know that it was asleep.
document.addEventListener("pointerdown", (event) => {
  if (!(event.target instanceof Element && event.target.closest(".cell-key"))) void unlock();
});
