/** @module Comforts of the slip's page, which works without them: the line with the mistake is marked, one press is enough. */

export {}; // a module: its names are its own

const fault = document.querySelector("[data-line]");
const source = document.getElementById("f-template");
if (fault instanceof HTMLElement && source instanceof HTMLTextAreaElement && fault.dataset.line) {
  const lines = source.value.split("\n");
  const at = Number(fault.dataset.line) - 1;
  const begin = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
  source.setSelectionRange(begin, begin + (lines[at]?.length ?? 0));
  source.scrollTop = (source.scrollHeight / lines.length) * Math.max(0, at - 4);
  source.focus({ preventScroll: true });
}

const form = document.querySelector(".slip-form");
form?.addEventListener("submit", () => form.classList.add("is-busy"));
