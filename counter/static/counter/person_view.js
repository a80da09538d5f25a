/** @module What belongs to the person before the screen: the language of this browser, and leaving. */
import { html } from "tonsai/html.js";
import { at } from "tonsai/root.js";
import { data, language, t } from "tonsai/start.js";

/** The three languages; the server keeps the choice for the pages it draws itself. */
export function Languages() {
  /** @param {"th" | "ms" | "en"} chosen */
  const set = (chosen) => {
    language.value = chosen;
    void fetch(at(`/language/${chosen}`), { redirect: "manual" }).catch(() => {});
  };
  return html`<div class="languages" role="group" aria-label=${t("common.language")}>
    ${data.languages.map(
      (code) => html`<button type="button" key=${code} lang=${code} class=${`key ${language.value === code ? "key-chosen"
        : ""}`}
        data-test=${`language-${code}`} aria-pressed=${language.value === code} onClick=${() => set(code)}>
        <span class="key-word">${t(`common.language.${code}`)}</span></button>`,
    )}
  </div>`;
}

/**
 * Signs out by an ordinary form. `before` may do something first, and says whether to go on; `off` keeps the key off.
 * @param {{before?: () => Promise<boolean>, off?: boolean, word?: string}} props
 */
export function SignOutForm({ before, off = false, word = t("counter.menu.leave") }) {
  /** @param {SubmitEvent} event */
  const leave = async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (!off && !before) return;
    event.preventDefault();
    if (!off && before && (await before())) form.submit();
  };
  return html`<form method="post" action="/sign-out" onSubmit=${leave}>
    <input type="hidden" name="csrf_token" value=${data.csrf} />
    <button type="submit" class=${`key ${off ? "key-off" : ""}`} data-test="sign-out" aria-disabled=${off}>
      <span class="key-word">${word}</span>
    </button>
  </form>`;
}
