/** @module A call to listen to, said here exactly as the hall's TV joins and says it. */
import { html, useState } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { data, t } from "tonsai/start.js";
import { hearCall, problem, spoken, tryCall } from "./voice_state.js";

/** @typedef {import("../../../shared/static/types/values").Speech} Speech */

const LANGUAGES = /** @type {const} */ (["th", "ms", "en"]);

export function CallPart() {
  const [told, setTold] = useState(/** @type {Speech[] | string | null} */ (null));
  const [language, setLanguage] = useState(spoken);
  const [busy, setBusy] = useState(false);
  /** Here, or on the TVs, as the pressed key says. @param {SubmitEvent} event */
  const hear = async (event) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const call = { number: String(form.get("number")), counter: String(form.get("counter")), language };
    setBusy(true);
    if (event.submitter?.dataset.test === "call-try") setTold((await tryCall(call)) ? t("voice.call.tried") : problem.value);
    else setTold(await hearCall(call));
    setBusy(false);
  };
  return html`<form class="call-form" onSubmit=${hear}>
    <label class="entry"><span>${t("voice.call.number")}</span><input name="number" required maxlength="5" pattern="[A-Za-z][0-9]{1,4}"
      defaultValue=${`${data.prefixes[0] ?? "A"}012`} autocomplete="off" data-test="call-number" /></label>
    <label class="entry"><span>${t("voice.call.counter")}</span><input name="counter" required inputmode="numeric" maxlength="3" pattern="[0-9]{1,3}"
      defaultValue=${data.counters[0] ?? 1} autocomplete="off" data-test="call-counter" /></label>
    <label class="entry"><span>${t("voice.call.language")}</span><select data-test="call-language" value=${language}
      onChange=${(/** @type {Event} */ event) => setLanguage(/** @type {any} */ (event.currentTarget).value)}>
      ${LANGUAGES.map((code) => html`<option value=${code} selected=${code === language}>${t(`common.language.${code}`)}</option>`)}</select></label>
    <button class="outline" data-test="call-hear" aria-disabled=${busy}><${Icon} name="volume" size=${24} />${t("voice.call.hear")}</button>
    <button class="outline" data-test="call-try" aria-disabled=${busy}><${Icon} name="device-tv" size=${24} />${t("voice.call.try")}</button>
    <p class="call-told soft">${t("voice.call.note_try")}</p>
    <p class="call-told" role="status" data-test="call-told">${words(told, language)}</p>
  </form>`;
}

/** @param {Speech[] | string | null} told @param {"th" | "ms" | "en"} language of the ticket */
function words(told, language) {
  if (told === null || typeof told === "string") return told;
  const wanted = language === "th" ? ["th"] : ["th", language];
  return wanted.map((code) => {
    const said = told.find((one) => one.language === code);
    const name = t(`common.language.${code}`);
    return html`<span class="call-line" key=${code}>${said
      ? t("voice.call.said", { language: name, s: (said.ms / 1000).toFixed(1) })
      : t("voice.call.silent", { language: name })}</span>`;
  });
}
