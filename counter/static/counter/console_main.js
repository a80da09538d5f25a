/** @module Wires the console: claims the seat, listens to the keyboard, sounds, and draws. */
import { effect, html, render } from "tonsai/html.js";
import { chime, unlock } from "tonsai/sound.js";
import { soundOn } from "./choices.js";
import { counter, desk, phase, seat } from "./console_state.js";
import { Console } from "./console_view.js";
import { listenToKeys } from "./keys.js";
import { signedOut } from "./presses.js";
import { claimSeat } from "./seat.js";
import { speakOwnCalls } from "./spoken_calls.js";

seat.value = await claimSeat();
listenToKeys();
document.addEventListener("pointerdown", () => void unlock(), { once: true });
window.addEventListener("beforeunload", (event) => {
  // Who must sign in again is on the right way: nothing is left behind.
  if (signedOut.value) return;
  if (phase.value === "called" || phase.value === "serving") event.preventDefault();
});
soundWhenNeeded();
speakOwnCalls();
const page = document.getElementById("app");
if (page) {
  page.replaceChildren();
  render(html`<${Console} />`, page);
}

/** One chime when somebody asks for help, or comes to an empty line while this counter is free. */
function soundWhenNeeded() {
  let helped = desk.peek()?.attention.some((one) => one.code === "help") ?? false;
  let waited = counter.peek()?.next != null;
  effect(() => {
    const help = desk.value?.attention.some((one) => one.code === "help") ?? false;
    const waits = counter.value?.next != null;
    const wanted = (help && !helped) || (waits && !waited && phase.value === "idle");
    helped = help;
    waited = waits;
    if (wanted && soundOn.peek()) chime(1, 0.5);
  });
}
