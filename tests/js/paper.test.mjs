/** @module What the kiosk says of a slip, from what its printer and its job say. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./names.mjs";

const { findPrinter, said, troubleOf } = await load("kiosk/static/kiosk/paper_words.js");

/** @param {string | null} state */
const printer = (state) => ({ device: 1, way: "network", state });

test("low paper is nothing to a visitor, no paper and a lost printer are", () => {
  const of = (/** @type {string | null} */ state) => troubleOf(printer(state));
  assert.deepEqual(["ready", "paper_low", null].map(of), [null, null, null]);
  assert.equal(of("paper_out"), "out");
  assert.deepEqual(["cover_open", "offline", "silent"].map(of), ["away", "away", "away"]);
  assert.equal(troubleOf(null), null);
});

test("a kiosk looks at its own printer only", () => {
  const printers = [{ device: 2, way: "usb", state: "paper_out" }, printer("ready")];
  assert.equal(findPrinter(printers, 1).state, "ready");
  assert.equal(findPrinter(printers, 3), null);
  assert.equal(findPrinter(printers, undefined), null);
});

test("a slip that came out is taken, whatever the printer says by then", () => {
  assert.equal(said("printed", "out", true), "ok");
});

test("the number is to be remembered as soon as no slip is to be hoped for", () => {
  assert.equal(said("queued", null, false), "printing");
  assert.equal(said("printing", null, false), "printing");
  assert.equal(said("queued", "out", false), "out");
  assert.equal(said("queued", null, true), "away");
  assert.equal(said("failed", null, false), "away");
  assert.equal(said("expired", "out", false), "out");
});
