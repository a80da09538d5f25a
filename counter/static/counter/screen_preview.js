/** @module The preview follows the form before anything is saved. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("screen-form"));
const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("preview"));
const SHOWN = ["layout", "inches", "distance_m"];

function show() {
  const typed = new FormData(form);
  const wishes = new URLSearchParams(SHOWN.map((name) => [name, String(typed.get(name) ?? "")]));
  wishes.set("notices", typed.get("notices") === "yes" ? "yes" : "no");
  wishes.set("overscan", String(typed.get("overscan_pct") ?? "0"));
  // A turned screen is shown as people see it once it hangs: upright.
  wishes.set("rotate", "0");
  frame.classList.toggle("turned", typed.get("rotate") === "90" || typed.get("rotate") === "270");
  const address = `${frame.dataset.base}?${wishes}`;
  if (frame.src !== new URL(address, location.href).href) frame.src = address;
}

form.addEventListener("change", show);
show();
