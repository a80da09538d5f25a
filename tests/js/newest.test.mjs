/** @module Which of two pieces of news a screen believes. */
import assert from "node:assert/strict";
import test from "node:test";
import { now } from "./boards.mjs";
import { load } from "./names.mjs";

const { newest } = await load("kiosk/static/kiosk/phone_ticket.js");
const { isNewer } = await load("shared/static/tonsai/live.js");

test("the phone believes the newer board about a call, and an older one nothing", () => {
  const ticket = { number: "A001", state: "waiting", counter: null, ahead: 2, wait: null, called_at: null, seq: 7 };
  const called = (seq) => ({
    seq,
    counters: [{ number: 3, ticket: "A001", ticket_state: "called" }],
    calls: [{ number: "A001", at: "2026-04-07T03:42:00Z" }],
  });
  assert.deepEqual(newest(ticket, called(8)), {
    ...ticket,
    state: "called",
    counter: 3,
    called_at: "2026-04-07T03:42:00Z",
    ahead: null,
  });
  assert.equal(newest(ticket, called(7)), ticket);
  const over = { ...ticket, state: "finished" };
  assert.equal(newest(over, called(8)), over);
  assert.equal(newest(ticket, { ...called(8), counters: [] }), ticket);
});

test("a screen keeps the newest value, takes equal ones by their time, and follows a restored journal", () => {
  const value = (seq, seconds, site = "main") => ({ site, seq, at: now(seconds).toISOString() });
  assert.equal(isNewer(null, value(1, 0)), true);
  assert.equal(isNewer(value(5, 0), value(6, -1)), true);
  assert.equal(isNewer(value(5, 0), value(5, 1)), true);
  assert.equal(isNewer(value(5, 0), value(5, -1)), false);
  assert.equal(isNewer(value(5, 0), value(4, 5)), false);
  assert.equal(isNewer(value(5, 0), value(4, 30)), true);
  assert.equal(isNewer(value(5, 0), value(1, 0, "other")), true);
});
