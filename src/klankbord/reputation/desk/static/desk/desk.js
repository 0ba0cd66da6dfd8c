// The desk by keyboard, the clipboard and the counter. Every screen works without any of this.
const ESCAPE = "Escape";
const WAIT = 1200;
let isGoingUntil = 0;

function areKeysOn() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");
}

// On a list a key acts on the line that j and k stand at; on a case, on the case.
function actOf(key) {
  const scope = document.querySelector("[data-list]") ? document.querySelector(".is-at") : null;
  const selector = `[data-act-key="${CSS.escape(key)}"]`;
  return scope?.querySelector(selector) ?? document.querySelector(`:not([data-list] *)${selector}`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === ESCAPE && !isTyping(event.target)) {
    document.querySelector("[data-escape]")?.click();
    return;
  }
  if (isTyping(event.target) || !areKeysOn()) return;
  const isSecondKey = Date.now() < isGoingUntil; // "g d" goes to the desk: the d is not ours
  isGoingUntil = event.key === "g" ? Date.now() + WAIT : 0;
  const act = isSecondKey ? null : actOf(event.key);
  if (act) {
    event.preventDefault();
    act.click();
  }
});

// Ctrl+Enter sends the form that is being written in.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.matches("textarea") ? event.target.form : null;
  form?.requestSubmit(form.querySelector("button.button--primary"));
});

function explainKeys() {
  const list = document.querySelector("#keys .keys");
  const seen = new Set();
  for (const act of document.querySelectorAll("[data-act-key]")) {
    const key = act.dataset.actKey;
    const label = act.dataset.actLabel ?? act.textContent.trim();
    if (!list || seen.has(key)) continue;
    seen.add(key);
    const row = document.createElement("div");
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    const cap = document.createElement("kbd");
    name.textContent = label;
    cap.textContent = key;
    value.append(cap);
    row.append(name, value);
    list.append(row);
    act.setAttribute("aria-keyshortcuts", key);
  }
}

function copy(event) {
  const source = document.querySelector(event.currentTarget.dataset.copyFrom);
  source.select();
  // The link still opens the place: the browser follows it while the text is on its way.
  navigator.clipboard?.writeText(source.value).then(
    () => event.target.dispatchEvent(new CustomEvent("copied", { bubbles: true })),
    () => {},
  );
}

// As `Limits.length_of` counts on the server: a link is as long as any, a name is cut, ours stands first.
function lengthOf(text, { answers, linkLength, cutsNames, counting }) {
  const named = `@${answers}`.toLowerCase();
  const short = cutsNames === undefined ? answers : answers?.split("@")[0];
  let counted = answers && !text.toLowerCase().includes(named) ? `@${short} ${text}` : text;
  if (linkLength) counted = counted.replace(/https?:\/\/\S*[^\s.,:;!?'")\]]/g, "x".repeat(Number(linkLength)));
  if (cutsNames !== undefined) counted = counted.replace(/(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}_.-]+/gu, "$1");
  if (counting === "bytes") return new TextEncoder().encode(counted).length;
  return counting === "weights" ? weightOf(counted) : [...counted].length;
}

// As `Counting.WEIGHTS` on the server: an emoji is one sign, and all but letters and common signs count twice.
const SHOWN =
  "(?:[\\u2100-\\u2bff\\u3030\\u303d\\u3297\\u3299\\u{1f000}-\\u{1faff}]\\ufe0f?|[\\u00a9\\u00ae]\\ufe0f)[\\u{1f3fb}-\\u{1f3ff}]?";
const EMOJI = new RegExp(
  `[\\u{1f1e6}-\\u{1f1ff}]{2}|[0-9#*]\\ufe0f?\\u20e3|${SHOWN}[\\u{e0020}-\\u{e007f}]*(?:\\u200d${SHOWN})*`,
  "gu",
);
const HEAVY = /[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/gu;

function weightOf(text) {
  const signs = text.normalize("NFC").replace(EMOJI, "€");
  return [...signs].length + (signs.match(HEAVY)?.length ?? 0);
}

function count(place) {
  const field = document.getElementById(place.dataset.counterFor);
  const limit = Number(place.dataset.limit) || 0;
  const show = () => {
    const length = lengthOf(field.value, place.dataset);
    const isOver = limit > 0 && length > limit;
    place.textContent = limit ? `${length} / ${limit}` : `${length}`;
    place.textContent += ` ${place.dataset.words}`;
    if (isOver) place.textContent += `, ${place.dataset.over.replace("{n}", length - limit)}`;
    place.classList.toggle("is-over", isOver);
  };
  field.addEventListener("input", show);
  place.hidden = false;
  show();
}

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
explainKeys();
for (const button of document.querySelectorAll("[data-copy-from]")) {
  button.addEventListener("click", copy);
  button.addEventListener("copied", () => {
    const said = document.querySelector("[data-copied]");
    if (said) said.hidden = false;
  });
}
for (const place of document.querySelectorAll("[data-counter-for]")) count(place);

// A fact goes into the text where the cursor stands, and is ticked.
for (const button of document.querySelectorAll("[data-insert-into]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.insertInto);
    const start = field.selectionStart;
    const gap = start > 0 && !/\s$/.test(field.value.slice(0, start)) ? " " : "";
    field.setRangeText(gap + button.dataset.text, start, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("li").querySelector("input").checked = true;
    field.focus();
  });
}
const find = document.querySelector("[data-find-facts]");
if (find) {
  find.hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/);
    for (const line of document.querySelectorAll(".facts-used__list > li")) {
      const text = line.textContent.toLowerCase();
      line.hidden = !line.querySelector(":checked") && !words.every((word) => text.includes(word));
    }
  });
}
