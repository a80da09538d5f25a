/** @module The menus of the header: one at a time, closed by Escape and by a press anywhere else. They work without this. */

const menus = [...document.querySelectorAll("details.bar-menu")].filter((one) => one instanceof HTMLDetailsElement);

/** @param {Element | null} [but] a menu that stays as it is */
const shut = (but) => menus.forEach((menu) => menu !== but && (menu.open = false));

for (const menu of menus) menu.addEventListener("toggle", () => menu.open && shut(menu));
document.addEventListener("click", (event) => {
  const inside = event.target instanceof Element ? event.target.closest("details.bar-menu") : null;
  shut(inside);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.matches("input, textarea, select");
  const help = menus.find((menu) => menu.classList.contains("bar-help"));
  if (event.key === "?" && !typing && help) help.open = !help.open;
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});

export {};
