/** @module Two tabs never share a seat, however late one of them answers. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./names.mjs";

const { claimSeat } = await load("counter/static/counter/seat.js");

/** A store of one tab, which begins with what the browser copied into it. @param {string} seat */
const storeWith = (seat) => {
  const kept = { seat };
  return { kept, getItem: () => kept.seat, setItem: (/** @type {string} */ _, /** @type {string} */ value) => (kept.seat = value) };
};

/** A channel whose other tab says what the test says. */
class Other extends EventTarget {
  /** @type {any[]} */
  asked = [];

  postMessage(/** @type {any} */ said) {
    this.asked.push(said);
  }

  /** The other tab answers the newest question. */
  answer() {
    const { from, seat } = this.asked[this.asked.length - 1];
    this.dispatchEvent(new MessageEvent("message", { data: { from: "other", to: from, seat, asks: false } }));
  }
}

/** @param {Other} other @param {ReturnType<typeof storeWith>} store */
const parts = (other, store, again = () => {}) =>
  /** @type {any} */ ({ store, channel: other, listen_ms: 0, again });

test("a tab keeps the seat of its reload when nobody else holds it", async () => {
  const store = storeWith("mine");
  assert.equal(await claimSeat(parts(new Other(), store)), "mine");
  assert.equal(store.kept.seat, "mine");
});

test("a duplicated tab takes a new seat when the other one answers", async () => {
  const other = new Other();
  const store = storeWith("theirs");
  const claimed = claimSeat(parts(other, store));
  other.answer();
  assert.notEqual(await claimed, "theirs");
  assert.equal(store.kept.seat, await claimed);
});

test("an answer that comes late makes a duplicated tab begin anew with another seat", async () => {
  const other = new Other();
  const store = storeWith("theirs");
  let begun = 0;
  assert.equal(await claimSeat(parts(other, store, () => (begun += 1))), "theirs");
  other.answer();
  assert.equal(begun, 1);
  assert.notEqual(store.kept.seat, "theirs");
});

test("what is said to another tab changes nothing here", async () => {
  const other = new Other();
  const store = storeWith("mine");
  let begun = 0;
  await claimSeat(parts(other, store, () => (begun += 1)));
  other.dispatchEvent(new MessageEvent("message", { data: { from: "x", to: "y", seat: "mine", asks: false } }));
  assert.equal(begun, 0);
});
