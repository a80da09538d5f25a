/**
 * @module The seat: the random name of the browser tab that works a counter, sent as `X-Seat`.
 *
 * A reload keeps the seat; a duplicated tab must not, although the browser copies sessionStorage into it. So a page
 * first asks the other tabs whether one of them holds its seat, and takes a new one when somebody answers.
 */
import { newKey } from "tonsai/call.js";

const STORE = "tonsai.seat";
const CHANNEL = "tonsai.seat";
const LISTEN_MS = 200;

/**
 * The seat of this tab, after the other tabs had their say.
 * @param {{store?: Pick<Storage, "getItem" | "setItem">, channel?: BroadcastChannel, listen_ms?: number}} [parts]
 * @returns {Promise<string>}
 */
export async function claimSeat({ store = sessionStorage, channel = new BroadcastChannel(CHANNEL), listen_ms = LISTEN_MS } = {}) {
  const me = newKey();
  let seat = store.getItem(STORE) ?? newKey();
  let held = false;
  channel.addEventListener("message", ({ data: said }) => {
    if (said.from === me || said.seat !== seat) return;
    if (said.asks) channel.postMessage({ from: me, seat, asks: false });
    else held = true;
  });
  channel.postMessage({ from: me, seat, asks: true });
  await new Promise((resolve) => setTimeout(resolve, listen_ms));
  if (held) seat = newKey();
  store.setItem(STORE, seat);
  return seat;
}
