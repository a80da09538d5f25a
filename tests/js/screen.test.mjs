/** @module A hall screen's zone, its notices, and whether it can be read from where people sit. */
import assert from "node:assert/strict";
import test from "node:test";
import { board, call } from "./boards.mjs";
import { load } from "./names.mjs";

const { zoned } = await load("display/static/display/zone.js");
const { following, slidesOf } = await load("display/static/display/notices.js");
const { tooSmall } = await load("display/static/display/legible.js");
const { sample } = await load("display/static/display/sample.js");

const group = (code, prefix, waiting, documents = []) => ({ code, prefix, waiting, documents, name: {}, short: {} });
const hall = () =>
  board([{ ...call(3, "C001", -5, 3), group: "C" }, { ...call(2, "A002", -9, 1), group: "A" }], {
    groups: [group("tax", "A", 4), group("welfare", "C", 2)],
    counters: [
      { number: 1, groups: ["A", "B"], ticket: null },
      { number: 3, groups: ["C"], ticket: "C001" },
    ],
    waiting: 6,
    office: { rule: {} },
  });

test("a screen without a zone shows the whole hall", () => {
  const whole = hall();
  assert.equal(zoned(whole, { groups: [], counters: [] }), whole);
});

test("a screen for one group shows its line, its calls and the counters that serve it", () => {
  const seen = zoned(hall(), { groups: ["welfare"], counters: [] });
  assert.deepEqual(seen.calls.map((one) => one.number), ["C001"]);
  assert.deepEqual(seen.counters.map((one) => one.number), [3]);
  assert.equal(seen.waiting, 2);
});

test("a screen for one counter shows the calls to it, whatever their group", () => {
  const seen = zoned(hall(), { groups: [], counters: [1] });
  assert.deepEqual(seen.calls.map((one) => one.number), ["A002"]);
  assert.deepEqual(seen.counters.map((one) => one.number), [1]);
  assert.equal(seen.groups.length, 2);
});

const notice = (id, more = {}) => ({
  id, kind: "text", title: { th: id, ms: "", en: "" }, text: {}, files: [], media: "", first_day: "", last_day: "",
  from_time: "", until_time: "", seconds: 10, sound: false, ...more,
});
const NOON = { day: "2026-04-07", time: "12:00" };
const keys = (items, own = [], now = NOON, eit = {}) => slidesOf({ items, own, eit }, hall(), now).map((slide) => slide.key);

test("both days of a notice count, and the hour it ends does not", () => {
  const days = notice("d", { first_day: "2026-04-07", last_day: "2026-04-08" });
  assert.deepEqual(keys([days], [], { ...NOON, day: "2026-04-06" }), []);
  assert.deepEqual(keys([days]), ["d"]);
  assert.deepEqual(keys([days], [], { ...NOON, day: "2026-04-08" }), ["d"]);
  assert.deepEqual(keys([days], [], { ...NOON, day: "2026-04-09" }), []);
  const hours = notice("h", { from_time: "12:00", until_time: "13:00" });
  assert.deepEqual(keys([hours], [], { ...NOON, time: "11:59" }), []);
  assert.deepEqual(keys([hours]), ["h"]);
  assert.deepEqual(keys([hours], [], { ...NOON, time: "13:00" }), []);
});

test("each page of a document is a slide of its own, a video one", () => {
  const found = slidesOf(
    { items: [notice("p", { kind: "pdf", files: ["a", "b"] }), notice("v", { kind: "video", files: ["c"] })], own: [], eit: {} },
    hall(), NOON,
  );
  assert.deepEqual(found.map(({ kind, file }) => [kind, file]), [["picture", "a"], ["picture", "b"], ["video", "c"]]);
});

test("the system says by itself only what there is to say", () => {
  const eit = { url: "https://example.org", first_day: "2026-04-01", last_day: "2026-04-06" };
  assert.deepEqual(keys([], ["rule", "results", "documents", "eit"], NOON, eit), ["rule"]);
  assert.deepEqual(keys([], ["eit"], { ...NOON, day: "2026-04-06" }, eit), ["eit"]);
  const busy = hall();
  busy.groups = [group("a", "A", 1, [{}]), group("b", "B", 5, [{}]), group("c", "C", 0, [{}]), group("d", "D", 3, [{}])];
  busy.results = { percent: "91.20" };
  const found = slidesOf({ items: [], own: ["results", "documents"], eit: {} }, busy, NOON);
  assert.deepEqual(found.map((slide) => slide.key), ["results", "documents.b", "documents.d"]);
});

test("after the last slide comes the first, and after one that has gone the first too", () => {
  const slides = [{ key: "a" }, { key: "b" }];
  assert.equal(following(slides, "a").key, "b");
  assert.equal(following(slides, "b").key, "a");
  assert.equal(following(slides, "gone").key, "a");
});

test("a number of 356 px on 43 inches is read from six metres, its list of 82 px too, and neither from far away", () => {
  const type = { number: 356, beside: 82 };
  assert.deepEqual(tooSmall({ inches: 43, distance_m: 6 }, 1920, type), []);
  const far = tooSmall({ inches: 43, distance_m: 12 }, 1920, type);
  assert.deepEqual(far.map((one) => one.what), ["beside", "number"]);
  assert.ok(Math.abs(far[1].has_mm - 123.5) < 0.5);
  assert.ok(Math.abs(far[1].needs_mm - 146.4) < 0.1);
});

test("what does not stand on the screen is not too small", () => {
  assert.deepEqual(tooSmall({ inches: 19, distance_m: 15 }, 1920, { number: 0, beside: 0 }), []);
});

test("a preview calls numbers of the office's own groups to its own counters", () => {
  const shown = sample(hall());
  assert.deepEqual(shown.calls.map((one) => [one.number[0], one.counter]), [["A", 1], ["C", 3]]);
  assert.equal(shown.counters[0].ticket_state, "called");
});
