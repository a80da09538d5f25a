/** @module The clips of a language: what there is, what a person still has to speak, and what can be done with each. */
import { html, useLayoutEffect } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { t } from "tonsai/start.js";
import { Booth } from "./voice_booth_view.js";
import { hasMicrophone } from "./voice_microphone.js";
import { armed, booth, clips, drop, enter, hearClip, left, problem, spoken, takeFile, wanted } from "./voice_state.js";

/** @typedef {import("./voice_state.js").Clip} Clip */

export function ClipsPart() {
  return booth.value ? html`<${Booth} />` : html`<${ClipList} />`;
}

function ClipList() {
  useLayoutEffect(() => {
    if (left.peek()) /** @type {HTMLElement | null} */ (document.querySelector(`[data-test="clip-${left.peek()}"] :is(button, input)`))?.focus();
  }, []);
  const missing = clips.value.filter((clip) => !clip.address).length;
  const robots = wanted.value.length - missing;
  return html`<div class="clips-part">
    <p data-test="counts" data-missing=${missing} data-robots=${robots}>${t("voice.counts", { all: clips.value.length, missing, robots })}</p>
    ${hasMicrophone() ? html`<${Starts} />` : html`<${NoMicrophone} />`}
    <${Problem} />
    <ul class="clips">${clips.value.map((clip) => html`<${ClipRow} key=${clip.name} clip=${clip} />`)}</ul>
  </div>`;
}

/** The two ways into the booth; the one that is needed is filled. */
function Starts() {
  const names = wanted.value.map((clip) => clip.name);
  return html`<p class="clips-starts">
    ${names.length === 0 ? null : html`<button type="button" class="fill small" data-test="record-wanted" onClick=${() => enter(names)}>
      <${Icon} name="microphone" size=${24} />${t("voice.record_wanted", { n: names.length })}</button>`}
    <button type="button" class="outline small" data-test="record-all"
      onClick=${() => enter(clips.value.map((clip) => clip.name))}>${t("voice.record_all")}</button>
  </p>`;
}

/** One clear sentence, and what can be done instead. */
function NoMicrophone() {
  const local = `http://localhost:${location.port || "80"}/settings/voice`;
  return html`<div class="voice-note" data-test="insecure"><${Icon} name="info-circle" size=${26} /><div>
    <p><b>${t("voice.insecure")}</b></p>
    <ul><li>${t("voice.insecure.local", { address: local })}</li><li>${t("voice.insecure.file")}</li><li>${t("voice.insecure.pack")}</li></ul>
  </div></div>`;
}

export function Problem() {
  if (!problem.value) return null;
  return html`<p class="wrong" role="alert" data-test="problem"><${Icon} name="alert-triangle" size=${26} /><span>${problem.value}</span></p>`;
}

/** @param {{clip: Clip}} props */
function ClipRow({ clip }) {
  const { name, words, address, ms, origin } = clip;
  const state = address ? origin : "missing";
  /** @param {string} word */
  const label = (word) => `${word} ${words}`;
  const sure = armed.value === name;
  return html`<li class=${`clip clip-${state}`} data-test=${`clip-${name}`} data-state=${state}>
    <b lang=${spoken} class="clip-words">${words}</b>
    <span class="clip-state"><${Icon} name=${ICONS[state ?? "missing"]} size=${20} />${t(`voice.state.${state}`)}
      ${address ? html` <span class="clip-length">${t("voice.seconds", { s: (ms / 1000).toFixed(1) })}</span>` : null}</span>
    <span class="clip-keys">
      ${address ? html`<${RowKey} test=${`hear-${name}`} icon="player-play" word=${t("voice.hear")} label=${label(t("voice.hear"))}
        onPress=${() => hearClip(address)} />` : null}
      ${hasMicrophone() ? html`<${RowKey} test=${`record-${name}`} icon="microphone" word=${t(address ? "voice.redo" : "voice.record")}
        label=${label(t(address ? "voice.redo" : "voice.record"))} onPress=${() => enter([name])} />` : null}
      <${FileKey} name=${name} label=${label(t("voice.file"))} />
      ${address ? html`<${RowKey} test=${`drop-${name}`} icon="trash" word=${t(sure ? "voice.drop_sure" : "voice.drop")}
        label=${label(t(sure ? "voice.drop_sure" : "voice.drop"))} onPress=${() => drop(name)} />` : null}
    </span>
  </li>`;
}

/** @type {Record<string, string>} */
const ICONS = { recorded: "circle-check", imported: "circle-check", built: "circle-check", placeholder: "alert-triangle", missing: "circle-dashed" };

/** @param {{test: string, icon: string, word: string, label: string, onPress: () => unknown}} props */
function RowKey({ test, icon, word, label, onPress }) {
  return html`<button type="button" class="row-key" data-test=${test} aria-label=${label} onClick=${onPress}>
    <${Icon} name=${icon} size=${20} />${word}</button>`;
}

/** A file for one clip: the browser's own field under a key that looks like the others. @param {{name: string, label: string}} props */
function FileKey({ name, label }) {
  /** @param {Event} event */
  const chosen = (event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = field.files?.[0];
    field.value = "";
    if (file) void takeFile(name, file);
  };
  return html`<label class="row-key"><input type="file" class="unseen" accept="audio/*,video/*,.wav" data-test=${`file-${name}`}
    aria-label=${label} onChange=${chosen} /><${Icon} name="upload" size=${20} />${t("voice.file")}</label>`;
}
