/** @module The canopy of a page that needs no other script. */
import { Canopy } from "tonsai/canopy.js";
import { html, render } from "tonsai/html.js";

const LEAF_PX = 30;
const SHADE_PX = 96;

const place = /** @type {HTMLElement} */ (document.getElementById("shade"));
const draw = () => render(html`<${Canopy} width=${innerWidth} unit=${LEAF_PX} height=${SHADE_PX} />`, place);
draw();
addEventListener("resize", draw);
