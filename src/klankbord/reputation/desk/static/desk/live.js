// Live at the desk: who looks, who writes, what is new. Without it the page shows what it was drawn with.
const place = document.querySelector("[data-live]");
const token = document.querySelector('meta[name="csrf-token"]')?.content;
const PAUSE = 2500; // milliseconds between two signs that somebody writes
const HIDDEN = 20_000; // a page out of sight for longer is not being looked at
let source = null;
let last = place?.dataset.since ?? "";
let signedAt = 0;
let leaving = 0;
const changed = new Set();

function say(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function showPeople(people) {
  const bar = document.querySelector("[data-people]");
  if (!bar) return;
  const lines = people.map((each) => {
    const line = document.createElement("span");
    line.className = each.typing ? "badge badge--warn badge--dot" : "badge badge--info badge--dot";
    line.textContent = say(each.typing ? bar.dataset.typing : bar.dataset.looking, each);
    return line;
  });
  bar.replaceChildren(...lines);
  bar.hidden = people.length === 0;
}

function showNews(cases) {
  const bar = document.querySelector("[data-news]");
  if (!bar) return;
  for (const each of cases) changed.add(each);
  bar.querySelector("[data-count]")?.replaceChildren(String(changed.size));
  bar.hidden = false;
}

function open() {
  clearTimeout(leaving);
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(`${place.dataset.live}?since=${last}`);
  source.addEventListener("people", (event) => showPeople(JSON.parse(event.data)));
  source.addEventListener("news", (event) => {
    last = event.lastEventId || last;
    showNews(JSON.parse(event.data));
  });
}

function sign() {
  if (Date.now() - signedAt < PAUSE) return;
  signedAt = Date.now();
  fetch(place.dataset.typingUrl, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

if (place && "EventSource" in window) {
  open();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (document.hidden) leaving = setTimeout(() => source?.close(), HIDDEN);
    else open();
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && open());
  if (place.dataset.typingUrl) {
    document.addEventListener("input", (event) => event.target.matches(".act textarea") && sign());
  }
}
