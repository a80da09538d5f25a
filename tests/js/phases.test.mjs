/** @module What a console may do, read from the desk. */
import assert from "node:assert/strict";
import test from "node:test";
import { now } from "./boards.mjs";
import { load } from "./names.mjs";

const { comeBack, correctLeft, groupsOf, lineOf, longest, phaseOf, recallOf, servicesOf, usualMinutes } = await load(
  "counter/static/counter/phases.js",
);

const counter = (more = {}) => ({
  number: 3,
  state: "open",
  seat: "mine",
  ticket: null,
  groups: [],
  default_groups: ["A", "B"],
  last: null,
  ...more,
});
const RULES = {
  recall_limit: 3,
  recall_spacing_s: 30,
  correct_within_s: 10,
  chosen_reasons: ["urgent", "returned"],
};
const GROUPS = [
  { code: "tax", prefix: "A", waiting: 2 },
  { code: "registry", prefix: "B", waiting: 1 },
  { code: "welfare", prefix: "C", waiting: 4 },
];

test("another seat's counter is elsewhere whatever it does, and a closed one is closed for everybody", () => {
  assert.equal(phaseOf(null, "mine"), "unknown");
  assert.equal(phaseOf(counter({ state: "closed", seat: null }), "mine"), "closed");
  assert.equal(phaseOf(counter({ seat: "other", ticket: { state: "called" } }), "mine"), "elsewhere");
  assert.equal(phaseOf(counter({ seat: null }), "mine"), "elsewhere");
  assert.equal(phaseOf(counter(), "mine"), "idle");
  assert.equal(phaseOf(counter({ state: "paused" }), "mine"), "paused");
  assert.equal(phaseOf(counter({ ticket: { state: "called" } }), "mine"), "called");
  assert.equal(phaseOf(counter({ ticket: { state: "serving" } }), "mine"), "serving");
});

test("a counter's line has only the groups it serves, named by code or letter", () => {
  const line = ["tax", "welfare", "registry", "tax"].map((group, place) => ({ group, number: place }));
  const desk = { groups: GROUPS, line };
  assert.deepEqual(groupsOf(desk, counter()).map((group) => group.code), ["tax", "registry"]);
  assert.deepEqual(lineOf(desk, counter()), { tickets: [line[0], line[2], line[3]], waiting: 3 });
  assert.deepEqual(lineOf(desk, counter({ groups: ["welfare"] })), { tickets: [line[1]], waiting: 4 });
});

test("the call may be repeated after its spacing, until the limit", () => {
  const called = (calls, seconds_ago) => ({ calls, called_at: now(-seconds_ago).toISOString() });
  const at = now(0).getTime();
  assert.deepEqual(recallOf(called(1, 10), RULES, at), { left: 2, wait: 20 });
  assert.deepEqual(recallOf(called(2, 30), RULES, at), { left: 1, wait: 0 });
  assert.deepEqual(recallOf(called(3, 90), RULES, at), { left: 0, wait: 0 });
});

test("who was on hold is called where the counter is free and waits again where it is not", () => {
  const held = { number: "A001", state: "held" };
  assert.deepEqual(comeBack(held, counter(), RULES), { verb: "call", body: { ticket: "A001", reason: "returned" } });
  const busy = counter({ ticket: { state: "serving" } });
  assert.deepEqual(comeBack(held, busy, RULES), { verb: "resume", body: { ticket: "A001" } });
  const plain = { ...RULES, chosen_reasons: ["urgent"] };
  assert.deepEqual(comeBack(held, counter(), plain), { verb: "resume", body: { ticket: "A001" } });
  const missed = { number: "A002", state: "no_show" };
  assert.deepEqual(comeBack(missed, counter(), RULES), { verb: "put-back", body: { ticket: "A002" } });
});

test("the correction counts its seconds down and then is gone", () => {
  const done = (seconds_ago) => counter({ last: { finished_at: now(-seconds_ago).toISOString() } });
  assert.deepEqual([0, 3, 10, 11].map((s) => correctLeft(done(s), RULES, now(0).getTime())), [10, 7, 0, 0]);
  assert.equal(correctLeft(counter(), RULES, now(0).getTime()), 0);
});

test("the usual minutes are the lower median of what is measured in minutes", () => {
  const minutes = (...list) => usualMinutes(list.map((each) => ({ minutes: each })));
  assert.equal(minutes(5, null, 30, 10), 10);
  assert.equal(minutes(30, 5, 10, 20), 10);
  assert.equal(minutes(null), null);
});

test("services of a ticket's group keep the office's order", () => {
  const services = [{ code: "T1", group: "tax" }, { code: "R1", group: "registry" }, { code: "T2", group: "A" }];
  assert.deepEqual(servicesOf({ groups: GROUPS, services }, "A").map((one) => one.code), ["T1", "T2"]);
});

test("the longest wait is of the ticket taken first, wherever it stands in the line", () => {
  const taken = (number, seconds) => ({ number, issued_at: now(seconds).toISOString() });
  assert.equal(longest([taken("B001", -10), taken("A001", -90), taken("A002", -20)]).number, "A001");
  assert.equal(longest([]), null);
});
