/** @module The notices' own share of the picture: one slide after another, beside the calls, never in their place. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "tonsai/html.js";
import { pick, plain, t } from "tonsai/start.js";
import { Line } from "./line.js";
import { following } from "./notices.js";
import { Stack, beside } from "./words.js";

/**
 * @typedef {import("./notices.js").Slide} Slide
 * @typedef {import("tonsai/values").Board} Board
 */

/** A video that does not end, or does not begin, makes way after this long. */
const LONGEST_VIDEO_MS = 600_000;
const VIDEO_VOLUME = 0.3;
/** The least share of the proper size of words. */
const SMALLEST = 0.5;

/**
 * @param {{slides: Slide[], board: Board, quiet: boolean, still?: boolean}} props
 *   `quiet` while a call is spoken, `still` for one that never moves on
 */
export function Notices({ slides, board, quiet, still = false }) {
  const [key, show] = useState(slides[0].key);
  const slide = slides.find((one) => one.key === key) ?? slides[0];
  const latest = useRef(slides);
  latest.current = slides;
  const next = () => latest.current.length > 0 && show(following(latest.current, slide.key).key);
  useEffect(() => {
    if (still || (slides.length === 1 && slide.kind !== "video")) return undefined;
    const timer = setTimeout(next, slide.kind === "video" ? LONGEST_VIDEO_MS : slide.seconds * 1000);
    return () => clearTimeout(timer);
  }, [slide.key, slides.length, still]);
  return html`<section class=${`notices notice-of-${slide.kind}`} data-test="notices" data-slide=${slide.key} key=${slide.key}>
    ${slide.kind === "video"
      ? html`<${Video} slide=${slide} quiet=${quiet} onDone=${next} again=${slides.length === 1} />`
      : slide.kind === "picture"
        ? html`<img src=${`/notices/${slide.file}`} alt=${slide.title ? pick(slide.title, "th") : ""} onError=${next} />`
        : html`<${Fit}><${Words} slide=${slide} board=${board} /></${Fit}>`}
  </section>`;
}

/** @param {{slide: Slide, quiet: boolean, onDone: () => void, again: boolean}} props */
function Video({ slide, quiet, onDone, again }) {
  const film = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => {
    if (!film.current) return;
    film.current.volume = VIDEO_VOLUME;
    film.current.muted = !slide.sound || quiet;
  }, [quiet, slide.sound]);
  return html`<video ref=${film} src=${`/notices/${slide.file}`} autoplay playsinline muted loop=${again}
    aria-label=${pick(slide.title ?? { th: "", ms: "", en: "" }, "th")} onEnded=${onDone} onError=${onDone}></video>`;
}

/** Words that get smaller until all of them are within the notice's share; never so small that nobody reads them.
 * @param {{children?: any}} props */
function Fit({ children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const fit = () => {
      for (let share = 1; share >= SMALLEST; share -= 0.05) {
        place.style.setProperty("--fit", String(share));
        if (place.scrollHeight <= place.clientHeight && place.scrollWidth <= place.clientWidth) return;
      }
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(place);
    document.fonts.addEventListener("loadingdone", fit);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener("loadingdone", fit);
    };
  });
  return html`<div class="notice-fit" ref=${box}>${children}</div>`;
}

/** @param {{slide: Slide, board: Board}} props */
function Words({ slide, board }) {
  switch (slide.kind) {
    case "rule":
      return html`<${Pair} title="display.own.rule" body=${html`<${Stack} text=${board.office.rule} />`} />`;
    case "results":
      return board.results
        ? html`<div class="notice-words notice-figure"><b class="notice-percent">${board.results.percent}</b>
            <div><${Stack} name="display.results" values=${{ percent: board.results.percent, n: board.results.n.toLocaleString("en") }} /></div></div>`
        : null;
    case "eit":
      return html`<div class="notice-words notice-figure"><img class="notice-code" src="/notices/eit.svg" alt="" />
        <div><${Stack} name="display.own.eit" /></div></div>`;
    case "documents":
      return html`<${Documents} slide=${slide} />`;
    default:
      return html`<div class="notice-words">
        <h2><span class="th" lang="th">${pick(slide.title ?? { th: "", ms: "", en: "" }, "th")}</span>
          ${beside((lang) => html`<span class="other" lang=${lang}>${pick(slide.title ?? { th: "", ms: "", en: "" }, lang)}</span>`)}</h2>
        ${slide.text ? html`<${Stack} text=${slide.text} />` : null}
      </div>`;
  }
}

/** @param {{title: string, body: any}} props */
function Pair({ title, body }) {
  return html`<div class="notice-words"><h2><span class="th" lang="th">${t(title, undefined, "th")}</span>
    ${beside((lang) => html`<span class="other" lang=${lang}>${t(title, undefined, lang)}</span>`)}</h2>${body}</div>`;
}

/** What to bring for one group. @param {{slide: Slide}} props */
function Documents({ slide }) {
  const { group } = slide;
  if (!group) return null;
  return html`<div class="notice-words">
    <h2><b class="letter">${group.prefix}</b> <span class="th" lang="th">${t("display.own.documents", { group: plain(pick(group.name, "th")) }, "th")}</span></h2>
    <ul>${group.documents.slice(0, 4).map((one) => html`<li><${Line} lang="th">${plain(pick(one, "th"))}</${Line}>
      ${beside((lang) => html`<span class="other"><${Line} lang=${lang}>${plain(pick(one, lang))}</${Line}></span>`)}</li>`)}</ul>
  </div>`;
}
