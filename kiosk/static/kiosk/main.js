/** @module The lobby kiosk: wires the board to its screens. */
import { html, render } from "tonsai/html.js";
import { reportDevice } from "tonsai/report.js";
import { data, language } from "tonsai/start.js";
import { live, screen } from "./flow.js";
import { GroupsView } from "./groups_view.js";
import { noticeOf } from "./hall.js";
import { HomeView } from "./home_view.js";
import { watchPatience } from "./idle.js";
import { NoticeView, OfflineView } from "./notice_view.js";
import { NumberView } from "./number_view.js";
import { PaperSlip } from "./paper_view.js";
import { Shade } from "./parts.js";
import { guardGlass } from "./press.js";
import { RatingView } from "./rating_view.js";
import { Sheets } from "./sheets.js";
import { fitStage } from "./stage.js";

function Screen() {
  const board = live.value.value;
  // A number that was given stays true without the server: nobody may lose sight of it.
  if (board && screen.value === "number") return html`<${NumberView} board=${board} />`;
  if (live.stale.value) return html`<${OfflineView} />`;
  if (!board) return html`<div class="screen"><${Shade} of="home" /></div>`;
  if (screen.value === "rate") return html`<${RatingView} />`;
  const notice = noticeOf(board);
  if (notice) return html`<${NoticeView} board=${board} notice=${notice} />`;
  return screen.value === "groups" ? html`<${GroupsView} board=${board} />` : html`<${HomeView} board=${board} />`;
}

function Kiosk() {
  return html`<${Screen} />${live.stale.value ? null : html`<${Sheets} />`}<${PaperSlip} board=${live.value.value} />`;
}

language.value = data.languages[0];
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
fitStage(stage);
guardGlass();
reportDevice(live, { sounds: false });
watchPatience();
render(html`<${Kiosk} />`, stage);
