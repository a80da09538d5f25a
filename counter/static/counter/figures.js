/** @module Comforts of the figures page; everything on it works without them. */

const printKey = document.getElementById("print");
if (printKey) {
  printKey.hidden = false;
  printKey.addEventListener("click", () => window.print());
}

const day = document.getElementById("day");
if (day instanceof HTMLInputElement) {
  // Chosen in the calendar: show it at once. Typed by hand it waits for the key, so that half a date does nothing.
  let typed = false;
  day.addEventListener("keydown", () => (typed = true));
  day.addEventListener("change", () => typed || !day.validity.valid || !day.value || day.form?.requestSubmit());
}
