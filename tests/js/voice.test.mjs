/** @module What is said when: places of clips, the loudness of the hour, and calls that never cut each other. */
import assert from "node:assert/strict";
import test from "node:test";
import { board, call, now } from "./boards.mjs";
import { load } from "./names.mjs";

const { BETWEEN_S, GAP_S, loudness, plan } = await load("shared/static/tonsai/voice.js");
const { makeCrier } = await load("display/static/display/crier.js");

const THAI = { language: "th", full: ["please", "a", "1", "end"], brief: ["a", "1"], ms: 0, brief_ms: 0 };
const MALAY = { language: "ms", full: ["nombor", "a", "satu"], brief: ["a", "satu"], ms: 0, brief_ms: 0 };

test("clips stand one behind the other with one small gap, languages with a larger one", () => {
  const { clips, seconds } = plan([THAI, MALAY], false, () => 0.5);
  assert.deepEqual(clips.map((clip) => clip.address), [...THAI.full, ...MALAY.full]);
  const gaps = clips.slice(1).map((clip, n) => Math.round((clip.at - clips[n].at - 0.5) * 1000));
  assert.deepEqual(gaps, [20, 20, 20, 350, 20, 20]);
  assert.equal(Math.round(seconds * 1000), 7 * 500 + 5 * GAP_S * 1000 + BETWEEN_S * 1000);
});

test("while others wait the number comes at once", () => {
  assert.deepEqual(plan([THAI, MALAY], true, () => 1).clips.map((clip) => clip.address), ["a", "1", "a", "satu"]);
});

test("nothing to say takes no time", () => {
  assert.deepEqual(plan([], false, () => 1), { clips: [], seconds: 0 });
});

test("the loudness is that of the newest time that has come, and of the first before any has", () => {
  const table = [["00:00", 40], ["08:30", 80], ["16:30", 30]];
  assert.equal(loudness(table, "08:29"), 40);
  assert.equal(loudness(table, "08:30"), 80);
  assert.equal(loudness(table, "23:59"), 30);
  assert.equal(loudness([["08:30", 70]], "03:00"), 70);
  assert.equal(loudness([], "03:00"), 100);
});

/** A hall whose voice ends when the test says so. */
function hall() {
  /** @type {string[]} */
  const said = [];
  /** @type {(() => void)[]} */
  const ends = [];
  /** @type {{others: () => boolean, called: () => boolean}[]} */
  const halls = [];
  const crier = makeCrier({
    now: () => now(1),
    announce: (one, told) => {
      said.push(one.number);
      halls.push(told);
      return new Promise((resolve) => ends.push(() => resolve(undefined)));
    },
  });
  return { crier, said, ends, halls };
}

test("a call waits until the one before it is said, however long that takes", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let passed = 0;
  context.mock.method(performance, "now", () => passed);
  const pass = (ms) => {
    passed += ms;
    context.mock.timers.tick(ms);
  };
  const { crier, said, ends, halls } = hall();
  crier.hear(board([]));
  crier.hear(board([call(2, "A002", 1), call(1, "A001", 1)]));
  assert.deepEqual(said, ["A001"]);
  assert.equal(halls[0].others(), true);
  pass(9_000);
  assert.deepEqual(said, ["A001"]);
  ends[0]();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  pass(1);
  assert.deepEqual(said, ["A001", "A002"]);
  assert.equal(halls[1].others(), false);
  pass(12_000);
  assert.equal(crier.held.value?.number, "A002", "held as long as it is spoken");
});

test("a voice that never ends holds nobody up for ever", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let passed = 0;
  context.mock.method(performance, "now", () => passed);
  const { crier, said } = hall();
  crier.hear(board([]));
  crier.hear(board([call(2, "A002", 1), call(1, "A001", 1)]));
  passed = 31_000;
  context.mock.timers.tick(31_000);
  assert.deepEqual(said, ["A001", "A002"]);
});

test("a clip that the server refuses or that is no sound is broken; one that did not come is only late", async (context) => {
  globalThis.AudioContext = class extends EventTarget {
    state = "running";
    async decodeAudioData(sound) {
      if (new TextDecoder().decode(sound) === "noise") throw new Error("no sound");
      return { duration: 1 };
    }
  };
  const { broken } = await load("shared/static/tonsai/sound.js");
  const { makeClips } = await load("shared/static/tonsai/voice.js");
  const answers = { gone: [404, ""], noise: [200, "noise"], busy: [503, ""], fine: [200, "sound"], away: null };
  context.mock.method(globalThis, "fetch", async (address) => {
    const answer = answers[address.slice("/voice/".length, -".wav".length)];
    if (!answer) throw new TypeError("network");
    return new Response(answer[1], { status: answer[0] });
  });
  const clips = makeClips();
  assert.equal(await clips.follow(Object.keys(answers)), false);
  assert.deepEqual(broken.value, ["gone", "noise"]);
  assert.deepEqual([...clips.decoded.keys()], ["fine"]);
  answers.noise = answers.busy = answers.away = [200, "sound"];
  assert.equal(await clips.follow(["noise", "busy", "fine", "away"]), true);
  assert.deepEqual(broken.value, []);
  assert.equal(clips.decoded.size, 4);
});
