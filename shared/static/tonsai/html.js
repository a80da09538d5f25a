/** @module What every screen draws with: Preact without a build step, written as tagged templates, and its signals. */
import htm from "htm";
import { h, render } from "preact";
import { root, rooted } from "./root.js";

/** @type {any} */
const atThisSite = (/** @type {any} */ type, /** @type {any} */ props, /** @type {any[]} */ ...inside) =>
  h(type, typeof type === "string" ? rooted(props) : props, ...inside);

/** `html\`<p>${text}</p>\`` makes a Preact node; text is always escaped, ways are those of the page's site. */
export const html = htm.bind(/** @type {typeof h} */ (root ? atThisSite : h));
export { render };
export { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";
