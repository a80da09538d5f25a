/** @module The one live value of a page: follows a room, keeps the newest value and knows when it has grown old. */
import { io } from "socket.io-client";
import { batch, signal } from "./html.js";
import { root } from "./root.js";
import { data, renewWords } from "./start.js";

/** Silence after which a screen says that it is stale. The server sends a beat every 2 s. */
const STALE_AFTER_MS = 5000;
const LOOK_EVERY_MS = 500;
const RETRY_FIRST_MS = 400;
const RETRY_LAST_MS = 5000;
/** A value with a lower `seq` that was built so much later comes from a restored journal, not from the past. */
const RESTORED_AFTER_MS = 10_000;

/** @typedef {{site: string, seq: number, at: string, words?: string}} Stamped */

/**
 * Whether `next` replaces `held`: by `seq`, then by `at`.
 * @param {Stamped | null} held @param {Stamped} next
 */
export function isNewer(held, next) {
  if (!held || held.site !== next.site || next.seq > held.seq) return true;
  const later = Date.parse(next.at) - Date.parse(held.at);
  return next.seq === held.seq ? later >= 0 : later > RESTORED_AFTER_MS;
}

/**
 * Follows `/board` or `/desk` for as long as the page lives.
 *
 * `denied` is true when the server is there but does not know this browser (any more); it keeps trying.
 * `now()` is the server's clock: every beat sets it, a value from a cache can only push it forward.
 * @template {Stamped} T
 * @param {{namespace: "/board" | "/desk", event: "board" | "desk", auth?: Record<string, string>, start?: T | null}} options
 */
export function follow({ namespace, event, auth = {}, start = null }) {
  const value = signal(/** @type {T | null} */ (start));
  const stale = signal(false);
  const connected = signal(false);
  const denied = signal(false);
  /** Server time of the last news, or null before any. @type {import("@preact/signals").Signal<Date | null>} */
  const heard = signal(null);
  let offset = start ? Date.parse(start.at) - Date.now() : 0;
  let lastNews = performance.now();
  let failures = 0;

  const now = () => new Date(Date.now() + offset);

  /** @param {Stamped} news @param {boolean} fresh */
  function hear(news, fresh) {
    const measured = Date.parse(news.at) - Date.now();
    if (fresh || measured > offset || heard.peek() === null) offset = measured;
    lastNews = performance.now();
    batch(() => {
      heard.value = now();
      stale.value = false;
      denied.value = false;
    });
  }

  const socket = io(namespace, {
    auth: data.face ? { face: data.face, ...auth } : auth,
    path: `${root}/socket.io`,
    transports: ["websocket"],
    reconnectionDelay: RETRY_FIRST_MS,
    reconnectionDelayMax: RETRY_LAST_MS,
    randomizationFactor: 0.5,
  });

  function retry() {
    failures += 1;
    const ceiling = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** failures);
    setTimeout(() => socket.connected || socket.connect(), ceiling * (0.5 + Math.random() / 2));
  }

  socket.on("connect", () => {
    failures = 0;
    connected.value = true;
  });
  socket.on("disconnect", (/** @type {string} */ reason) => {
    connected.value = false;
    // The library does not come back by itself when the server closed the room.
    if (reason === "io server disconnect") retry();
  });
  socket.on("connect_error", () => {
    connected.value = false;
    if (socket.active) return;
    denied.value = true;
    retry();
  });
  socket.on(event, (/** @type {T} */ next) => {
    hear(next, false);
    if (isNewer(value.peek(), next)) value.value = next;
    void renewWords(next.words);
  });
  socket.on("beat", (/** @type {Stamped} */ beat) => hear(beat, true));

  setInterval(() => {
    if (performance.now() - lastNews > STALE_AFTER_MS) stale.value = true;
  }, LOOK_EVERY_MS);

  return { value, stale, connected, denied, heard, now };
}

/** The board that the page was served with, if any. @returns {import("../types/values").Board | null} */
export const firstBoard = () => data.board ?? null;
