/** @module Which call the hall sees and hears, after a restart, a rush, a repeat and a restored journal. */
import assert from "node:assert/strict";
import test from "node:test";
import { board, call, now } from "./boards.mjs";
import { load } from "./names.mjs";

const { hear, isCalled, next } = await load("display/static/display/calls.js");

/** @param {{number: string}[]} list */
const numbers = (list) => list.map((one) => one.number);
const hall = () => hear(null, board([call(4, "A001", -60)]), now(0));

test("at the first board an old call is shown and not spoken", () => {
  const calls = hear(null, board([call(5, "A002", -30), call(4, "A001", -60)]), now(0));
  assert.deepEqual(numbers(calls.shown), ["A002", "A001"]);
  assert.equal(calls.queue.length, 0);
  assert.equal(calls.heard, 5);
});

test("at the first board a call of the last ten seconds is still spoken", () => {
  const calls = hear(null, board([call(5, "A002", -4), call(4, "A001", -60)]), now(0));
  assert.deepEqual(numbers(calls.queue), ["A002"]);
  assert.deepEqual(numbers(calls.shown), ["A001"]);
});

test("calls that come together are spoken in their order", () => {
  const three = board([call(6, "C001", 1), call(5, "B001", 1), call(4, "A001", -60)]);
  const calls = hear(hall(), three, now(1));
  assert.deepEqual(numbers(calls.queue), ["B001", "C001"]);
  const first = next(calls, three, now(1));
  assert.equal(first.call.number, "B001");
  assert.deepEqual(numbers(first.calls.shown), ["B001", "A001"]);
  const second = next(first.calls, three, now(5));
  assert.equal(second.call.number, "C001");
  assert.deepEqual(numbers(second.calls.shown), ["C001", "B001", "A001"]);
  assert.equal(next(second.calls, three, now(9)).call, null);
});

test("a repeat takes the place of the same number's call that still waits for its turn", () => {
  const two = hear(hall(), board([call(6, "C001", 1), call(5, "B001", 1), call(4, "A001", -60)]), now(1));
  const calls = hear(two, board([call(7, "B001", 2, 1, 2), call(6, "C001", 1), call(4, "A001", -60)]), now(2));
  assert.deepEqual(calls.queue.map((one) => [one.number, one.repeat]), [["C001", 1], ["B001", 2]]);
});

test("a repeat of a shown number keeps its earlier place until its turn", () => {
  const one = hear(null, board([call(5, "B001", -30), call(4, "A001", -60)]), now(0));
  const calls = hear(one, board([call(6, "A001", 1, 1, 2), call(5, "B001", -30)]), now(1));
  assert.deepEqual(numbers(calls.shown), ["B001", "A001"]);
  assert.deepEqual(numbers(calls.queue), ["A001"]);
});

test("a board heard twice speaks nothing twice", () => {
  const same = board([call(5, "A002", 0)]);
  const spoken = next(hear(null, same, now(0)), same, now(0)).calls;
  assert.equal(hear(spoken, same, now(1)).queue.length, 0);
});

test("a new day and a restored journal begin anew without a sound for old calls", () => {
  const before = hear(null, board([call(50, "A050", -60)]), now(0));
  const day = hear(before, board([], { day: "2026-04-08" }), now(0));
  assert.deepEqual([day.heard, day.shown.length], [0, 0]);
  const restored = hear(before, board([call(20, "A020", -600)]), now(0));
  assert.deepEqual([restored.heard, numbers(restored.shown), restored.queue.length], [20, ["A020"], 0]);
});

test("a queued call that is a minute old and done is shown without its turn, one that still stands gets it", () => {
  const done = board([call(5, "B001", 0), call(4, "A001", -60)]);
  const calls = hear(hall(), done, now(0));
  assert.equal(next(calls, done, now(61)).call, null);
  assert.deepEqual(numbers(next(calls, done, now(61)).calls.shown), ["B001", "A001"]);
  const standing = { ...done, counters: [{ number: 1, ticket: "B001", ticket_state: "called" }] };
  assert.equal(next(calls, standing, now(61)).call.number, "B001");
  assert.equal(isCalled(standing, call(5, "B001", 0)), true);
  assert.equal(isCalled(standing, call(5, "B001", 0, 2)), false);
});

test("a rush never queues more than twelve, and the newest are kept", () => {
  let calls = hear(null, board([call(1, "A001", -60)]), now(0));
  for (const first of [100, 112, 124]) {
    const burst = Array.from({ length: 12 }, (_, index) => call(first + 11 - index, `B${first + 11 - index}`, 1));
    calls = hear(calls, board(burst), now(1));
  }
  assert.equal(calls.queue.length, 12);
  assert.equal(calls.queue[11].call, 135);
});
