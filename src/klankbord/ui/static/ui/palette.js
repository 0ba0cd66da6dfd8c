// Ctrl-K: go to any place of the menu, or do what the page offers. Entries come from the page itself.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("ul");
const none = dialog?.querySelector(".palette__none");
const SOURCES = "[data-menu] a, [data-acts] a, main .actions a, main .actions button, [data-palette]";
let shown = [];
let at = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function label(element) {
  return (element.dataset.palette || element.textContent).replace(/\s+/g, " ").trim();
}

function entries() {
  const seen = new Set();
  return [...document.querySelectorAll(SOURCES)]
    .filter((element) => !element.disabled && !element.closest("dialog, [hidden]"))
    .map((element) => ({ text: label(element), element }))
    .filter(({ text }) => text && !seen.has(text) && seen.add(text));
}

function searchEntry(words) {
  const form = document.querySelector("form[role=search]");
  if (!form || !words) return [];
  return [
    {
      text: `${list.dataset.searchLabel} “${words}”`,
      run: () => {
        form.elements.q.value = words;
        form.requestSubmit();
      },
    },
  ];
}

// Words may come in any order; a line that starts with what was typed goes first.
function matching(words) {
  const parts = plain(words).split(/\s+/).filter(Boolean);
  return entries()
    .filter(({ text }) => parts.every((part) => plain(text).includes(part)))
    .sort((a, b) => plain(b.text).startsWith(parts[0]) - plain(a.text).startsWith(parts[0]));
}

function draw() {
  const words = input.value.trim();
  shown = [...matching(words), ...searchEntry(words)];
  at = 0;
  list.replaceChildren(...shown.map(line));
  none.hidden = shown.length > 0;
  point();
}

function line(entry, place) {
  const item = document.createElement("li");
  item.id = `palette-${place}`;
  item.className = "menu__line";
  item.setAttribute("role", "option");
  const icon = entry.element?.querySelector("svg");
  if (icon) item.append(icon.cloneNode(true));
  item.append(entry.text);
  item.addEventListener("click", () => run(entry));
  item.addEventListener("pointermove", () => {
    at = place;
    point();
  });
  return item;
}

function point() {
  [...list.children].forEach((item, place) => {
    item.setAttribute("aria-selected", String(place === at));
  });
  const chosen = list.children[at];
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
  else input.removeAttribute("aria-activedescendant");
}

function run(entry) {
  dialog.close();
  if (entry.run) entry.run();
  else entry.element.click();
}

const MOVES = {
  ArrowDown: () => (at + 1) % shown.length,
  ArrowUp: () => (at - 1 + shown.length) % shown.length,
  Home: () => 0,
  End: () => shown.length - 1,
};

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (dialog.open) {
      dialog.close();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    input.value = "";
    dialog.showModal();
    draw();
  });
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && shown[at]) {
      event.preventDefault();
      run(shown[at]);
    } else if (event.key in MOVES && shown.length) {
      event.preventDefault();
      at = MOVES[event.key]();
      point();
    }
  });
}
