/** @module What the office's hours mean for TV and kiosk, and how the TV's sheet fits its glass. */
import assert from "node:assert/strict";
import test from "node:test";
import { board, call, now } from "./boards.mjs";
import { load } from "./names.mjs";

const { notice, strip } = await load("display/static/display/hall.js");
const { measure } = await load("display/static/display/stage.js");
const { arrange, isLastTicketNear, noticeOf } = await load("kiosk/static/kiosk/hall.js");

/** @param {Record<string, unknown>} more */
const shut = (more) =>
  board([call(1, "A001", -60)], {
    hall: { state: "closed", next_open_date: "2026-04-08", next_open_time: "08:30" },
    ...more,
  });

test("closed with people waiting is a strip, closed and empty a notice", () => {
  assert.equal(notice(shut({ waiting: 2 })), null);
  assert.equal(strip(shut({ waiting: 2 })).kind, "last_ticket");
  assert.deepEqual(notice(shut({})), { kind: "closed", time: "08:30", date: "2026-04-08" });
  assert.equal(strip(shut({})), null);
});

test("while somebody is still served after closing the call stays on the screen", () => {
  const served = shut({ counters: [{ number: 1, state: "open", ticket: "A001", ticket_state: "serving" }] });
  assert.equal(notice(served), null);
  assert.equal(strip(served).kind, "last_ticket");
});

test("that nobody was called yet is said, and a wrong clock wins over everything", () => {
  assert.equal(notice(board([])).kind, "none_yet");
  assert.equal(notice(board([call(1, "A001", 0)], { hall: { state: "clock" } })).kind, "clock");
});

test("at lunch the strip names the counters that go on, or says that none does", () => {
  const open = { number: 3, state: "open", ticket: null };
  const lunch = (counters) => strip(board([call(1, "A001", 0)], { hall: { state: "lunch" }, counters }));
  assert.deepEqual(lunch([open, { ...open, number: 4, state: "paused" }, { ...open, number: 5 }]), {
    kind: "lunch_counters",
    from: "12:00",
    to: "13:00",
    counters: "3, 5",
  });
  assert.equal(lunch([{ ...open, state: "closed" }]).kind, "lunch");
});

test("the TV's sheet is never smaller than its design, in every shape and turn", () => {
  const shapes = [[1920, 1080], [1080, 1920], [1366, 768], [3840, 2160], [1024, 768], [1280, 1280]];
  for (const [width, height] of shapes) {
    for (const rotate of [0, 90, 180, 270]) {
      for (const overscan_pct of [0, 5]) {
        const sheet = measure({ width, height }, { rotate, overscan_pct });
        const [least_width, least_height] = sheet.wide ? [1920, 1080] : [1080, 1920];
        assert.ok(sheet.width >= least_width - 1e-6, `${width}×${height} turned ${rotate}`);
        assert.ok(sheet.height >= least_height - 1e-6, `${width}×${height} turned ${rotate}`);
      }
    }
  }
  assert.equal(measure({ width: 1920, height: 1080 }, { rotate: 90 }).wide, false);
});

test("the kiosk gives tickets at lunch on rota, and says why where it gives none", () => {
  assert.equal(noticeOf(board([], { hall: { state: "lunch" } })), null);
  for (const state of ["before", "lunch_closed", "last_ticket", "closed", "holiday", "clock"]) {
    assert.equal(noticeOf(board([], { hall: { state } })), state);
  }
});

test("only when every group is full is the kiosk full", () => {
  const groups = (...states) => board([], { groups: states.map((state) => ({ state })) });
  assert.equal(noticeOf(groups("full", "full")), "full");
  assert.equal(noticeOf(groups("full", "open")), null);
  assert.equal(noticeOf(groups("full", "closed")), null);
  assert.equal(noticeOf(groups()), null);
});

test("the tile for the unsure stands apart from the others", () => {
  const unsure = { code: "general", icon: "message-circle-question" };
  const tax = { code: "tax", icon: "receipt" };
  assert.deepEqual(arrange([unsure, tax]), { tiles: [tax], unsure });
  assert.deepEqual(arrange([tax]), { tiles: [tax], unsure: null });
});

test("the strip warns of the last ticket in the half hour before it and not after", () => {
  const near = (last_ticket) => isLastTicketNear(board([], { hall: { last_ticket } }), now(0));
  assert.deepEqual(["10:41", "10:42", "11:12", "11:13"].map(near), [false, true, true, false]);
});
