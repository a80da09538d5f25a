/** @module Draws the two parts of the page of the voice that need scripts; the rest are ordinary forms. */
import { html, render } from "tonsai/html.js";
import { CallPart } from "./voice_call_view.js";
import { ClipsPart } from "./voice_view.js";

for (const [id, Part] of /** @type {const} */ ([["clips", ClipsPart], ["call", CallPart]])) {
  const place = document.getElementById(id);
  if (place) {
    place.replaceChildren();
    render(html`<${Part} />`, place);
  }
}
