/** @module What every screen draws with: Preact without a build step, written as tagged templates, and its signals. */
import htm from "htm";
import { h, render } from "preact";

/** `html\`<p>${text}</p>\`` makes a Preact node; text is always escaped. */
export const html = htm.bind(h);
export { render };
export { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";
