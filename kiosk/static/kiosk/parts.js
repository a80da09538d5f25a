/** @module What several kiosk screens share: the head under the canopy, the two quiet keys, the keys of a language. */
import { clock, longDate } from "tonsai/format.js";
import { Face } from "tonsai/faces.js";
import { Canopy } from "tonsai/canopy.js";
import { Fit } from "tonsai/fit.js";
import { html, useComputed, useEffect, useRef } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, data, language, pick, plain, t } from "tonsai/start.js";
import { callStaff, minute, screen } from "./flow.js";
import { Key } from "./press.js";
import { rating } from "./rating.js";
import { layout, secondsLeft } from "./stage.js";

/** @typedef {import("tonsai/start.js").Language} Language */
/** @typedef {import("tonsai/values.js").Board} Board */

/** Shade of a screen in each layout: leaf unit, where its middle tips end, how far its roots reach; px. */
const SHADES = {
  home: { portrait: [108, 600, 1680], landscape: [80, 640, 1010], tablet: [76, 430, 720] },
  offline: { portrait: [108, 540, 1670], landscape: [80, 640, 1010], tablet: [76, 430, 720] },
  groups: { portrait: [66, 266, 0], landscape: [72, 400, 0], tablet: [47, 150, 0] },
  number: { portrait: [76, 356, 1570], landscape: [72, 500, 0], tablet: [47, 150, 0] },
  rate: { portrait: [72, 404, 0], landscape: [80, 640, 1010], tablet: [47, 154, 0] },
};
/** The canopy is as wide as the stage; on a wide kiosk it shades the left column. */
const WIDTHS = { portrait: 1080, landscape: 640, tablet: 1280 };

/** @param {{of: keyof typeof SHADES}} props */
export function Shade({ of }) {
  const [unit, height, roots] = SHADES[of][layout.value];
  return html`<${Canopy} width=${WIDTHS[layout.value]} unit=${unit} height=${height} roots=${roots}
    middle=${of === "home" || of === "offline"} />`;
}

/** The screen's heading. It takes the focus when the screen comes, so that a screen reader starts there.
 * @param {{size: number, min?: number, lines?: number, children?: any, class?: string}} props */
export function Heading({ size, min = 48, lines = 1, children, class: extra = "" }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return html`<h1 class=${extra} tabindex="-1" ref=${ref}>
    <${Fit} tag="span" class="fit" size=${size} min=${min} lines=${lines}>${children}<//>
  </h1>`;
}

/** Office, place, clock and date. The office's own name is Thai; beneath stands the place, or the name in the visitor's words.
 * @param {{board: Board}} props */
export function Masthead({ board }) {
  const { name, place, simulated, logo } = board.office;
  const now = new Date(minute.value * 60_000);
  const below = language.value === "th" ? place.th : pick(name);
  return html`${simulated ? html`<p class="simulated" data-test="simulated">${t("common.simulated")}</p>` : null}<div class="masthead">
    ${logo ? html`<img class="office-logo" src=${logo} alt="" data-test="logo" />` : null}
    <p class="office"><${Fit} tag="b" lang="th" size=${56} min=${32}>${plain(name.th)}<//><${Fit} tag="span" class="fit" size=${36} min=${30}>${plain(below)}<//></p>
    ${board.hall.state === "clock" ? null : html`<p class="now"><b data-test="clock">${clock(now)}</b><span>${longDate(now)}</span></p>`}
  </div>`;
}

/** Rate and call staff: beside the way to a ticket, never in it. @param {{rateable?: boolean}} props */
export function QuietKeys({ rateable = true }) {
  const rate = () => {
    screen.value = "rate";
    void rating.begin(() => (screen.value = "home"));
  };
  return html`<div class="quiet-keys">
    ${rateable
      ? html`<${Key} test="rate" class="key-outline" press=${rate}><${Face} k=${5} size=${80} /><span>${breaks(t("kiosk.rate"))}</span><//>`
      : null}
    <${StaffKey} class="key-outline" size=${84} />
  </div>`;
}

/** @param {{class: string, size: number}} props */
export function StaffKey({ class: extra, size }) {
  return html`<${Key} test="staff" class=${extra} press=${() => void callStaff()}>
    <${Icon} name="bell" size=${size} /><span>${breaks(t("kiosk.staff"))}</span>
  <//>`;
}

/** One key for each language, in its own words. @param {{press: (chosen: Language) => void, below?: string}} props */
export function LanguageKeys({ press, below }) {
  return html`<div class="language-keys">
    ${data.languages.map(
      (lang) => html`<${Key} test=${`language-${lang}`} class="key-full key-language" lang=${lang} press=${() => press(lang)}>
        <span class="key-words"><b>${t(`common.language.${lang}`)}</b>${below ? html`<span>${t(below, {}, lang)}</span>` : null}</span>
        <${Icon} name="arrow-right" size=${104} />
      <//>`,
    )}
  </div>`;
}

/** Whole seconds until a moment; only these figures are drawn anew. @param {{until: {value: number | null}}} props */
export function Seconds({ until }) {
  const left = useComputed(() => (until.value === null ? "" : secondsLeft(until.value)));
  return html`${left}`;
}
