/**
 * @module The seat: the random name of the browser tab that works a counter, sent as `X-Seat`.
 *
 * A reload keeps the seat; a duplicated tab must not, although the browser copies sessionStorage into it. So a page
 * first asks the other tabs whether one of them holds its seat, and takes a new one when somebody answers; whoever
 * answers later, on a busy machine, makes it begin anew.
 */
import { newKey } from "tonsai/call.js";

const STORE = "tonsai.seat";
const CHANNEL = "tonsai.seat";
const LISTEN_MS = 200;

/**
 * The seat of this tab, after the other tabs had their say.
 * @param {{store?: Pick<Storage, "getItem" | "setItem">, channel?: BroadcastChannel, listen_ms?: number,
 *   again?: () => void}} [parts] `again` begins anew, with another seat, when an answer comes late
 * @returns {Promise<string>}
 */
export async function claimSeat({
  store = sessionStorage,
  channel = new BroadcastChannel(CHANNEL),
  listen_ms = LISTEN_MS,
  again = () => location.reload(),
} = {}) {
  const me = newKey();
  let seat = store.getItem(STORE) ?? newKey();
  let held = false;
  let settled = false;
  channel.addEventListener("message", ({ data: said }) => {
    if (said.from === me || said.seat !== seat) return;
    if (said.asks) channel.postMessage({ from: me, to: said.from, seat, asks: false });
    else if (said.to !== me) return;
    else if (!settled) held = true;
    else {
      seat = newKey();
      store.setItem(STORE, seat);
      again();
    }
  });
  channel.postMessage({ from: me, seat, asks: true });
  await new Promise((resolve) => setTimeout(resolve, listen_ms));
  settled = true;
  if (held) seat = newKey();
  store.setItem(STORE, seat);
  return seat;
}
