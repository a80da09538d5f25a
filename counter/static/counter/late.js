/**
 * @module Quick typing of a list: Enter (or Tab out of the last cell) goes to the next row and offers it the same group
 * and counter; an offered row counts once something is typed in it or Enter is pressed. Without scripts the page is
 * a form of twenty rows like any other.
 */
const form = /** @type {HTMLFormElement} */ (document.getElementById("late-form"));
const body = /** @type {HTMLTableSectionElement} */ (document.getElementById("late-rows"));
const count = /** @type {HTMLElement} */ (document.getElementById("late-count"));
const plain = count.textContent ?? "";
const most = Number(form.dataset.most);

/** @typedef {HTMLInputElement | HTMLSelectElement} Cell */
/** @param {Element} row @returns {Cell[]} */
const cells = (row) => [...row.querySelectorAll("select, input")].map((cell) => /** @type {Cell} */ (cell));
/** @param {Element} row @param {string} name */
const cell = (row, name) => /** @type {Cell} */ (row.querySelector(`[name=${name}]`));
const rows = () => [...body.rows];

/** A cell as it stands in an empty row: the first choice, no text. @param {Cell} one */
const unsaid = (one) => (one instanceof HTMLSelectElement ? one.options[0].value : "");
/** @param {Element} row */
const isEmpty = (row) => cells(row).every((one) => one.value === unsaid(one));

/** Say which rows count, and how many. */
function tell() {
  let kept = 0;
  for (const row of rows()) {
    const counts = !isEmpty(row) && !row.classList.contains("is-offered");
    row.classList.toggle("is-kept", counts);
    kept += Number(counts);
  }
  count.textContent = kept ? (count.dataset.some ?? "").replace("%n%", String(kept)) : plain;
}

/** Show the services of the row's own group only; a service chosen before stays. @param {Element} row */
function narrow(row) {
  const group = cell(row, "group").value;
  for (const part of /** @type {NodeListOf<HTMLOptGroupElement>} */ (row.querySelectorAll("optgroup"))) {
    part.hidden = group !== "" && part.dataset.group !== group && !part.querySelector("option:checked");
  }
}

/** Add an empty row at the end. */
function grow() {
  const last = rows().at(-1);
  if (!last || rows().length >= most) return null;
  const row = /** @type {HTMLTableRowElement} */ (last.cloneNode(true));
  const n = rows().length + 1;
  row.dataset.test = `row-${n}`;
  row.className = "late-row";
  /** @type {HTMLElement} */ (row.querySelector(".late-n")).textContent = String(n);
  const fault = /** @type {HTMLElement} */ (row.querySelector(".late-fault"));
  fault.id = `fault-${n}`;
  fault.replaceChildren();
  for (const one of cells(row)) {
    one.value = unsaid(one);
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
    one.setAttribute("aria-label", (one.getAttribute("aria-label") ?? "").replace(/\d+$/, String(n)));
  }
  body.append(row);
  return row;
}

/** Go to the row after this one and offer it the same group and counter. @param {HTMLTableRowElement} row */
function goOn(row) {
  row.classList.remove("is-offered");
  const next = rows()[rows().indexOf(row) + 1] ?? grow();
  if (!next) return;
  if (isEmpty(next)) {
    for (const name of ["group", "counter"]) cell(next, name).value = cell(row, name).value;
    next.classList.toggle("is-offered", !isEmpty(next));
    narrow(next);
  }
  cell(next, cell(next, "group").value ? "card" : "group").focus();
  tell();
}

/** 930 and 9:30 become 9.30. @param {HTMLInputElement} input */
function tidy(input) {
  const found = /^(\d{1,2})[.:]?(\d\d)$/.exec(input.value.trim());
  if (found) input.value = `${found[1]}.${found[2]}`;
}

body.addEventListener("keydown", (event) => {
  const one = /** @type {Cell} */ (event.target);
  const row = /** @type {HTMLTableRowElement | null} */ (one.closest("tr"));
  if (!row || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (!isEmpty(row)) goOn(row);
  } else if (event.key === "Tab" && !event.shiftKey && cells(row).at(-1) === one && !isEmpty(row)) {
    event.preventDefault();
    goOn(row);
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && one instanceof HTMLInputElement) {
    const there = rows()[rows().indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    if (there) {
      event.preventDefault();
      cell(there, one.name).focus();
    }
  }
});
body.addEventListener("input", (event) => {
  const row = /** @type {Element} */ (event.target).closest("tr");
  if (!row) return;
  row.classList.remove("is-offered");
  narrow(row);
  tell();
});
body.addEventListener("focusout", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.classList.contains("late-clock")) tidy(input);
});
form.addEventListener("submit", () => {
  for (const row of body.querySelectorAll(".is-offered")) {
    for (const one of cells(row)) one.value = unsaid(one);
    row.classList.remove("is-offered");
  }
  tell();
});

rows().forEach(narrow);
tell();
const wrong = body.querySelector("[aria-invalid]") ?? cell(rows()[0], "group");
/** @type {HTMLElement} */ (wrong).focus();

export {};
