/** @module A paired screen tells the office how it is, and goes to its pairing page when it was shut out. */
import { send } from "./call.js";
import { effect } from "./html.js";
import { audio, blocked, broken } from "./sound.js";
import { data } from "./start.js";

const EVERY_MS = 300_000;
/** Until then the loss may be a restart of the server. */
const DENIED_MS = 10_000;

/**
 * @param {{connected: {readonly value: boolean}, denied: {readonly value: boolean}}} live
 * @param {{sounds: boolean}} face whether this face makes sounds at all
 */
export function reportDevice({ connected, denied }, { sounds }) {
  let timer = 0;
  const tell = () => {
    const heard = blocked.peek() ? "blocked" : broken.peek().length > 0 ? "broken" : "on";
    const sound = sounds && audio() ? heard : "none";
    void send("POST", "/api/v1/devices/report", {
      version: data.version, width: Math.max(1, innerWidth), height: Math.max(1, innerHeight), sound,
    });
  };
  effect(() => {
    void blocked.value;
    void broken.value;
    if (connected.value) tell();
  });
  setInterval(() => connected.value && tell(), EVERY_MS);
  effect(() => {
    clearTimeout(timer);
    if (denied.value) timer = window.setTimeout(() => location.reload(), DENIED_MS);
  });
}
