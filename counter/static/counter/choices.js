/** @module The few choices of this browser that outlive a page: they belong to the machine at the counter, not to a person. */
import { effect, signal } from "tonsai/html.js";

/** Call the next one as soon as a service is finished. */
export const autoCall = kept("tonsai.auto", false);
/** Function keys and digits work. */
export const keysOn = kept("tonsai.keys", true);
/** Sounds of this machine. */
export const soundOn = kept("tonsai.sound", true);
/** This machine says the calls of its own counter aloud, as the TV does. */
export const spokenHere = kept("tonsai.spoken", false);

/**
 * @param {string} name
 * @param {boolean} first
 */
function kept(name, first) {
  const before = localStorage.getItem(name);
  const choice = signal(before === null ? first : before === "on");
  effect(() => localStorage.setItem(name, choice.value ? "on" : "off"));
  return choice;
}
