/** @module Wires the overview: draws it; the desk does the rest. */
import { html, render } from "tonsai/html.js";
import { BarClock, Overview } from "./overview_view.js";

const page = document.getElementById("app");
if (page) {
  page.replaceChildren();
  render(html`<${Overview} />`, page);
}
const clock = document.getElementById("bar-clock");
if (clock) render(html`<${BarClock} />`, clock);
