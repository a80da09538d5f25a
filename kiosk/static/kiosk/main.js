/** @module The lobby kiosk: wires the board to its screens. */
import { html, render } from "tonsai/html.js";
import { live, screen } from "./flow.js";
import { GroupsView } from "./groups_view.js";
import { HomeView } from "./home_view.js";
import { watchPatience } from "./idle.js";
import { noticeOf, NoticeView, OfflineView } from "./notice_view.js";
import { NumberView } from "./number_view.js";
import { guardGlass } from "./press.js";
import { RatingView } from "./rating_view.js";
import { Sheets } from "./sheets.js";
import { fitStage } from "./stage.js";

function Screen() {
  const board = live.value.value;
  if (live.stale.value || !board) return live.stale.value ? html`<${OfflineView} />` : null;
  if (screen.value === "number") return html`<${NumberView} board=${board} />`;
  if (screen.value === "rate") return html`<${RatingView} />`;
  const notice = noticeOf(board);
  if (notice) return html`<${NoticeView} board=${board} notice=${notice} />`;
  return screen.value === "groups" ? html`<${GroupsView} board=${board} />` : html`<${HomeView} board=${board} />`;
}

function Kiosk() {
  return html`<${Screen} />${live.stale.value ? null : html`<${Sheets} />`}`;
}

const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
fitStage(stage);
guardGlass();
watchPatience();
render(html`<${Kiosk} />`, stage);
