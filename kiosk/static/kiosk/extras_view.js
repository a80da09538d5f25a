/** @module What a visitor may add after the one tap: four dimensions, what to do better, a little about themselves. */
import { Face, SCORES } from "tonsai/faces.js";
import { Fit } from "tonsai/fit.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, plain, t } from "tonsai/start.js";
import { Shade } from "./parts.js";
import { Key } from "./press.js";
import { rating, settings } from "./rating.js";
import { Given, RatingHead } from "./rating_view.js";
import { layout } from "./stage.js";

/** The answers of the optional questions, as the reports group them. */
const CHOICES = {
  sex: ["female", "male", "none"],
  age: ["under20", "20-30", "31-40", "41-50", "51-60", "over60"],
  occupation: ["farm", "fishing", "hired", "trade", "state", "student", "home", "none", "other"],
};
/** @typedef {keyof typeof CHOICES} About */

/** @param {{step: "dimensions" | "reasons" | "about"}} props */
export function Extras({ step }) {
  const parts = { dimensions: Dimensions, reasons: Reasons, about: AboutYou };
  return html`<div class=${`screen rate rate-extra rate-${step}`} key=${step} data-test=${`screen-rate-${step}`}>
    <${Shade} of="rate" />
    <${RatingHead} size=${layout.value === "tablet" ? 42 : 64}>${breaks(t(`kiosk.rating.${step}`))}<//>
    <main class="main"><${Given} /><${parts[step]} /></main>
    <nav class="rate-keys">
      <${Key} test="skip" class="key-outline" press=${rating.end}><span>${breaks(t("kiosk.rating.enough"))}</span><//>
      <${Key} test="next" class="key-full" press=${rating.next}><span>${t("kiosk.rating.next")}</span><//>
    </nav>
  </div>`;
}

function Dimensions() {
  const size = layout.value === "tablet" ? 68 : layout.value === "landscape" ? 100 : 112;
  return html`<div class="dimensions">
    ${settings.dimensions.map((name) => {
      const given = rating.answers.value[name];
      return html`<div key=${name} class="dimension" role="group" aria-label=${plain(t(`common.dimension.${name}`))}>
        <${Fit} class="dimension-name" size=${layout.value === "tablet" ? 28 : 42} min=${24} lines=${layout.value === "portrait" ? 1 : 2}>${breaks(t(`common.dimension.${name}`))}<//>
        <div class="dimension-faces">
          ${SCORES.map(
            (k) => html`<${Key} test=${`${name}-${k}`} class=${`face-small ${given === k ? "face-small-chosen" : ""} ${given && given !== k ? "face-small-other" : ""}`}
              aria-label=${plain(t(`common.score.${k}`))} aria-pressed=${given === k ? "true" : "false"} press=${() => rating.answer(name, k)}>
              <${Face} k=${k} size=${size} pressed=${given === k} />
            <//>`,
          )}
        </div>
      </div>`;
    })}
    <p class="ends" aria-hidden="true"><span>${plain(t("common.score.5"))}</span><span>${plain(t("common.score.1"))}</span></p>
  </div>`;
}

/** @param {{test: string, on: boolean, press: () => void, small?: boolean, children?: any}} props */
function Chip({ test, on, press, small = false, children }) {
  const size = (small ? 34 : 42) * (layout.value === "tablet" ? 0.7 : 1);
  return html`<${Key} test=${test} class=${`chip ${on ? "chip-on" : ""}`} press=${press} aria-pressed=${on ? "true" : "false"}>
    <${Icon} name=${on ? "circle-check" : "circle-dashed"} size=${48} /><${Fit} tag="span" class="fit" size=${size} min=${22} lines=${2}>${children}<//>
  <//>`;
}

function Reasons() {
  const chosen = rating.reasons.value;
  return html`<div class="chips">
    ${settings.reasons.map(
      (code) => html`<${Chip} key=${code} test=${`reason-${code}`} on=${chosen.includes(code)} press=${() => rating.toggleReason(code)}>${breaks(t(`common.reason.${code}`))}<//>`,
    )}
  </div>`;
}

function AboutYou() {
  const fields = /** @type {About[]} */ (Object.keys(CHOICES)).filter((field) => settings.ask[field]);
  return html`${fields.map(
    (field) => html`<section key=${field} class=${`about about-${field}`} aria-label=${t(`kiosk.about.${field}`)}>
      <h2>${t(`kiosk.about.${field}`)}</h2>
      <div class="chips chips-small">
        ${CHOICES[field].map(
          (value) => html`<${Chip} key=${value} small=${true} test=${`${field}-${value}`} on=${rating.about.value[field] === value} press=${() => rating.tell(field, value)}>${breaks(t(`common.${field}.${value}`))}<//>`,
        )}
      </div>
    </section>`,
  )}`;
}
