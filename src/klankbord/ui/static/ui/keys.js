// Single keys, as people who work here all day like them. They can be switched off.
import { select, walk } from "./lists.js";

const WAIT = 1200;
const PLACES = {
  p: "plan",
  o: "chart",
  m: "mention",
  t: "topic",
  s: "source",
  c: "community",
  n: "newsletter",
  r: "guideline",
  d: "desk",
};
const dialog = document.getElementById("keys");
const choice = document.getElementById("keys-on");
let waitsUntil = 0;

function areOn() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function go(letter) {
  const link = document.querySelector(`[data-menu] a[data-key="${PLACES[letter]}"]`);
  if (link) link.click();
  return Boolean(link);
}

function searchBox() {
  const box = document.querySelector("[data-search]");
  box?.focus();
  box?.select();
  return Boolean(box);
}

const ACTS = {
  "?": () => dialog && !dialog.showModal(),
  "/": searchBox,
  j: () => walk(1),
  k: () => walk(-1),
  x: select,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!areOn() || document.querySelector("dialog[open]")) return;
  const isSecond = Date.now() < waitsUntil;
  waitsUntil = 0;
  if (isSecond && event.key in PLACES) {
    if (go(event.key)) event.preventDefault();
  } else if (event.key === "g") {
    waitsUntil = Date.now() + WAIT;
  } else if (ACTS[event.key]?.()) {
    event.preventDefault();
  }
});

if (choice) {
  choice.checked = areOn();
  choice.addEventListener("change", () => {
    localStorage.setItem("keys", choice.checked ? "on" : "off");
  });
}

for (const row of dialog?.querySelectorAll("[data-place]") ?? []) {
  row.hidden = !document.querySelector(`[data-menu] a[data-key="${row.dataset.place}"]`);
}

const button = document.querySelector("[data-keys-button]");
if (button && dialog) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
