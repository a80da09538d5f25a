/** @module The booth: one clip after the other, large words to read, one key that records and ends, Enter that keeps. */
import { html, useLayoutEffect, useRef } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { t } from "tonsai/start.js";
import { level } from "./voice_microphone.js";
import { booth, goOn, hearTake, keepTake, leave, present, pressRecord, spoken, step, take } from "./voice_state.js";
import { Problem } from "./voice_view.js";

/** Below this nobody is heard; above it the microphone cuts off. Of the meter's 0–1 over 60 dB. */
const LOW = 0.35;
const HIGH = 0.95;
const FINE = 0.7;

export function Booth() {
  const stand = booth.value;
  const clip = present.value;
  const main = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const room = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    room.current?.scrollIntoView({ block: "center" });
    main.current?.focus({ preventScroll: true });
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  if (!stand || !clip) return null;
  return html`<div class="booth" ref=${room} data-test="booth" data-step=${step.value}>
    <p class="booth-place soft">${t("voice.booth.place", { n: stand.at + 1, all: stand.names.length })}</p>
    <p class="booth-words" lang=${spoken} data-test="booth-words">${clip.words}</p>
    <p class="booth-told" role="status" data-test="booth-told">${told()}</p>
    ${stand.file ? null : html`<${Meter} />`}
    <${Problem} />
    <p class="booth-keys">
      ${stand.file ? null : html`<button type="button" ref=${main} class=${take.value ? "outline" : "fill"} data-test="booth-record" data-main
        onClick=${pressRecord}><${Icon} name=${step.value === "recording" ? "player-stop" : "microphone"} size=${26} />
        ${t(step.value === "recording" ? "voice.booth.stop" : take.value ? "voice.booth.again" : "voice.booth.record")}
        <kbd class="booth-cap" aria-hidden="true">${t("voice.booth.space")}</kbd></button>`}
      ${take.value ? html`<button type="button" class="outline" data-test="booth-hear" onClick=${hearTake}>
        <${Icon} name="player-play" size=${26} />${t("voice.hear")}</button>
      <button type="button" class="fill" data-test="booth-keep" onClick=${keepTake}><${Icon} name="check" size=${26} />
        ${t(stand.at + 1 < stand.names.length ? "voice.booth.keep_next" : "voice.booth.keep")}
        <kbd class="booth-cap" aria-hidden="true">Enter</kbd></button>` : null}
    </p>
    <p class="booth-ways">
      ${stand.at + 1 < stand.names.length ? html`<button type="button" class="plain" data-test="booth-skip" onClick=${goOn}>${t("voice.booth.skip")}</button>` : null}
      <button type="button" class="plain" data-test="booth-leave" onClick=${leave}>${t("voice.booth.leave")}</button>
    </p>
  </div>`;
}

/** What to do now, in one sentence. */
function told() {
  if (step.value === "recording") return t("voice.booth.recording");
  if (step.value === "making" || step.value === "keeping") return t("voice.booth.making");
  if (!take.value) return t(booth.value?.file ? "voice.booth.file" : "voice.booth.ready");
  return t(take.value.clipped ? "voice.booth.clipped" : "voice.booth.heard", { s: take.value.sound.duration.toFixed(1) });
}

function Meter() {
  return html`<label class="booth-meter"><span>${t("voice.booth.level")}</span>
    <meter min="0" max="1" low=${LOW} high=${HIGH} optimum=${FINE} value=${level.value} data-test="level"></meter></label>`;
}

/** Space records and ends, Enter keeps, Escape leaves; a key of the page that has the focus keeps its own meaning.
 *  @param {KeyboardEvent} event */
function press(event) {
  const on = /** @type {HTMLElement} */ (event.target);
  if (event.repeat || on.closest("input, select, textarea, a, button:not([data-main])")) return;
  if (event.code === "Escape") return leave();
  if (event.code === "Space") {
    event.preventDefault();
    if (!booth.value?.file) void pressRecord();
  } else if (event.code === "Enter" && take.value) {
    event.preventDefault();
    void keepTake();
  }
  return undefined;
}
