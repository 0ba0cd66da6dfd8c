// Walk through a list with j and k; x selects. Focus stands on the line's own link, so Enter opens.
const LINES = ":scope > li, :scope > article, tbody > tr";

function lines() {
  const list = document.querySelector("[data-list]");
  return list ? [...list.querySelectorAll(LINES)] : [];
}

function current(all) {
  return all.findIndex((line) => line.classList.contains("is-at"));
}

export function walk(step) {
  const all = lines();
  if (!all.length) return false;
  const at = current(all);
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("is-at");
  next.classList.add("is-at");
  const link = next.querySelector("[data-open], h2 a, h3 a, a");
  (link ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

export function select() {
  const all = lines();
  const box = all[current(all)]?.querySelector('input[type="checkbox"]');
  if (!box) return false;
  box.click();
  return true;
}

function count() {
  const chosen = document.querySelectorAll('[data-list] input[type="checkbox"]:checked').length;
  for (const place of document.querySelectorAll("[data-selected-count]")) {
    place.textContent = chosen;
  }
  for (const bar of document.querySelectorAll("[data-selected-bar]")) bar.hidden = chosen === 0;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    for (const box of document.querySelectorAll('[data-list] input[type="checkbox"]')) {
      box.checked = event.target.checked;
    }
  }
  count();
});

count();
