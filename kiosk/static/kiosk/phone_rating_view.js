/** @module Rating on the phone: five rows, then what one likes to add, then thanks. */
import { Face, Leaves, SCORES } from "tonsai/faces.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, plain, t } from "tonsai/start.js";
import * as rating from "./phone_rating.js";

/** @param {{number: string}} props */
export function Rating({ number }) {
  const step = rating.step.value;
  if (step === "thanks") return html`<${Thanks} number=${number} />`;
  return html`<p class="rate-number"><b data-test="number">${number}</b> ${t("phone.finished.short")}</p>
    ${step === "faces" ? html`<${Faces} />` : html`<${More} />`}`;
}

function Faces() {
  const chosen = rating.score.value;
  return html`<h1 class="rate-title">${breaks(t("phone.rating.question"))}</h1>
    <div class="faces">
      ${SCORES.map(
        (k) => html`<button key=${k} class=${`face-row ${chosen === null ? "" : chosen === k ? "face-row-chosen" : "face-row-other"}`}
          data-test=${`face-${k}`} aria-pressed=${chosen === k ? "true" : "false"} onClick=${() => rating.choose(k)}>
          <${Face} k=${k} size=${56} pressed=${chosen === k} /><span class="face-word">${plain(t(`common.score.${k}`))}</span><${Leaves} k=${k} size=${22} />
        </button>`,
      )}
    </div>
    <${Refused} />
    <p class="foot"><${Icon} name="lock" size=${20} /><span>${breaks(t("phone.rating.privacy"))}</span></p>`;
}

function More() {
  const { settings } = rating;
  return html`<section class="given" data-test="given"><${Face} k=${rating.score.value ?? 5} size=${56} pressed />
      <div><h1 class="given-title">${t("phone.rating.received")}</h1><p>${plain(t(`common.score.${rating.score.value ?? 5}`))}</p></div>
      ${rating.correctable.value ? html`<button class="given-correct" data-test="correct" onClick=${rating.correct}>${t("phone.rating.correct")}</button>` : null}
    </section>
    <p class="rate-free">${t("phone.rating.more")}</p>
    ${rating.asksReasons() ? html`<${Reasons} />` : null}
    ${settings.dimensions.map((name) => html`<${Dimension} key=${name} name=${name} />`)}
    ${settings.comment ? html`<${Comment} />` : null}
    <${Refused} />
    <button class="key key-full" data-test="rating-finish" disabled=${rating.sending.value} onClick=${rating.finish}>${t("phone.rating.finish")}</button>`;
}

function Reasons() {
  return html`<section class="more"><h2>${plain(t("phone.rating.reasons"))}</h2>
    <div class="chips">${rating.settings.reasons.map((code) => {
      const on = rating.reasons.value.includes(code);
      return html`<button key=${code} class=${`chip ${on ? "chip-on" : ""}`} data-test=${`reason-${code}`} aria-pressed=${on ? "true" : "false"}
        onClick=${() => rating.toggleReason(code)}><${Icon} name=${on ? "circle-check" : "circle-dashed"} size=${22} /><span>${plain(t(`common.reason.${code}`))}</span></button>`;
    })}</div></section>`;
}

/** @param {{name: string}} props */
function Dimension({ name }) {
  const given = rating.answers.value[name];
  return html`<section class="more" role="group" aria-label=${plain(t(`common.dimension.${name}`))}>
    <h2>${plain(t(`common.dimension.${name}`))}${given ? html`<span class="more-given">${plain(t(`common.score.${given}`))}</span>` : null}</h2>
    <div class="face-line">${SCORES.map(
      (k) => html`<button key=${k} class=${`face-small ${given && given !== k ? "face-small-other" : ""}`} data-test=${`${name}-${k}`}
        aria-label=${plain(t(`common.score.${k}`))} aria-pressed=${given === k ? "true" : "false"} onClick=${() => rating.answer(name, k)}>
        <${Face} k=${k} size=${46} pressed=${given === k} /></button>`,
    )}</div></section>`;
}

function Comment() {
  return html`<section class="more"><label for="comment"><h2>${t("phone.rating.comment")}</h2></label>
    <p class="more-hint">${t("phone.rating.comment.hint")}</p>
    <textarea id="comment" rows="3" maxlength=${rating.COMMENT_LENGTH} data-test="comment" value=${rating.comment.value}
      onInput=${(/** @type {InputEvent} */ event) => (rating.comment.value = /** @type {HTMLTextAreaElement} */ (event.currentTarget).value)}></textarea></section>`;
}

function Refused() {
  const code = rating.refused.value;
  if (!code) return null;
  const known = ["network", "rating.done", "rating.window_over", "rating.not_finished"].includes(code) ? code : "other";
  return html`<p class="refused" role="alert" data-test="refused"><${Icon} name="alert-triangle" size=${24} /><span>${t(`phone.rating.refused.${known}`)}</span></p>`;
}

/** @param {{number: string}} props */
export function Thanks({ number }) {
  return html`<section class="end" data-test="thanks">
    <${Icon} name="circle-check" size=${56} />
    <p class="end-number" data-test="number">${number}</p>
    <h1 class="title">${t("common.thanks")}</h1>
    <p>${breaks(t("phone.rated.text"))}</p>
  </section>`;
}
