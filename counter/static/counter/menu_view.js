/** @module The two quiet dialogs of a console: the list of keys, and what belongs to this person and this machine. */
import { html } from "tonsai/html.js";
import { unlock } from "tonsai/sound.js";
import { breaks, data, t } from "tonsai/start.js";
import { ACTIONS } from "./actions.js";
import { keysOn, soundOn, spokenHere } from "./choices.js";
import { counter, person, phase } from "./console_state.js";
import { Languages, SignOutForm } from "./person_view.js";
import { press } from "./presses.js";
import { leaveCounter } from "./rest_view.js";
import { Sheet } from "./sheet.js";
import { Key } from "./staff_view.js";

/** The keys by when they work. @param {{onClose: () => void}} props */
export function KeysSheet({ onClose }) {
  const rows = [
    { cap: "F2", words: breaks(["call-next", "start", "back", "open"].map((name) => t(ACTIONS[name].word)).join(" · |")) },
    ...["recall", "hold", "services", "transfer", "no-show"].map((name) => ({ cap: ACTIONS[name].cap, words: t(ACTIONS[name].word) })),
    { cap: "1 – 9", words: t("counter.keys.digits") },
    { cap: "Esc", words: t("counter.keys.escape") },
    { cap: "?", words: t("counter.keys.help") },
  ];
  return html`<${Sheet} title=${t("counter.keys.title")} note=${t("counter.keys.note")} test="keys" onClose=${onClose}>
    <dl class="key-list">
      ${rows.map(({ cap, words }) => html`<div key=${cap}><dt><kbd class="cap">${cap}</kbd></dt><dd>${words}</dd></div>`)}
    </dl>
    <${Choice} choice=${keysOn} word=${t("counter.keys.on")} test="keys-on" />
    <h3>${t("help.title")}</h3>
    <ul class="sheet-told">${t("help.console").split(";").map((one) => html`<li key=${one}>${one}</li>`)}</ul>
    <p class="menu-links"><a class="link" href="/guide/clerk" data-test="guide">${t("help.guide")}</a></p>
  <//>`;
}

/** @param {{onClose: () => void}} props */
export function MenuSheet({ onClose }) {
  const mine = counter.value;
  const works = mine !== null && phase.value !== "closed" && phase.value !== "elsewhere";
  const serving = works && mine.ticket !== null;
  return html`<${Sheet} title=${person.name} note=${t(`counter.role.${person.role}`)} test="menu" onClose=${onClose}>
    <h3>${t("common.language")}</h3>
    <${Languages} />
    <h3>${t("counter.menu.machine")}</h3>
    <${Choice} choice=${soundOn} word=${t("counter.menu.sound")} test="sound-on" onSet=${unlock} />
    <${Choice} choice=${spokenHere} word=${t("counter.menu.spoken")} test="spoken-here" onSet=${unlock} />
    <${Choice} choice=${keysOn} word=${t("counter.keys.on")} test="keys-on" />
    <p class="menu-links">${ways.map(([name, address, word]) => html`<a key=${name} class="link" href=${address}
      data-test=${`to-${name}`}>${t(word)}</a>`)}</p>
    <p class="menu-links"><a class="link" href=${`/switch?next=${encodeURIComponent(here())}`}
      data-test="to-switch">${t("counter.menu.switch")}</a>
      <a class="link" href=${`/account?next=${encodeURIComponent(here())}`} data-test="to-account">${t("counter.menu.account")}</a></p>
    <div class="menu-end">
      ${works ? null : html`<${Key} test="menu-other-counter" icon="list" word=${t("counter.rest.other")}
        onPress=${() => (onClose(), leaveCounter())} />`}
      <${SignOutForm} off=${serving} before=${works ? () => press("close") : undefined}
        word=${t(works && !serving ? "counter.menu.close_and_leave" : "counter.menu.leave")} />
    </div>
    ${serving ? html`<p class="sheet-note">${t("counter.menu.serving")}</p>` : null}
  <//>`;
}

/** Where this person may go from here: name, address and the key of its word. */
const ways = /** @type {[string, string, string][]} */ (data.ways);

/** The page to come back to, the counter with it. */
const here = () => location.pathname + location.search;

/** @param {{choice: import("@preact/signals").Signal<boolean>, word: string, test: string, onSet?: () => unknown}} props */
function Choice({ choice, word, test, onSet }) {
  /** @param {Event} event */
  const set = (event) => {
    choice.value = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    onSet?.();
  };
  return html`<label class="tick choice"><input type="checkbox" data-test=${test} checked=${choice.value}
    onChange=${set} /><span>${word}</span></label>`;
}
