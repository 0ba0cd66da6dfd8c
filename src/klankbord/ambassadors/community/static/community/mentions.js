// Names of who can read along, while somebody types an @. Without it the full name is typed by hand.
const list = document.getElementById("mention-names");
const said = document.getElementById("mention-said");
const TYPED = /(?:^|[\s(])@([^\s@][^@\n]{0,60})$/u;
const PAUSE = 150; // milliseconds: a quick typist asks once
let field = null;
let at = 0;
let asked = 0;
let nobody = null; // what was typed when nobody was found: more letters find nobody either

const typed = () => field.value.slice(0, field.selectionStart).match(TYPED)?.[1] ?? null;
const options = () => [...list.children];

function close() {
  list.hidden = true;
  said.textContent = "";
  field?.removeAttribute("aria-activedescendant");
}

function point(place) {
  at = (place + list.children.length) % list.children.length;
  for (const [n, option] of options().entries()) option.setAttribute("aria-selected", n === at);
  field.setAttribute("aria-activedescendant", list.children[at].id);
  list.children[at].scrollIntoView({ block: "nearest" });
}

function line({ name, about }, place) {
  const option = document.createElement("li");
  option.id = `mention-${place}`;
  option.className = "menu__line";
  option.dataset.name = name;
  option.setAttribute("role", "option");
  const more = document.createElement("span");
  more.className = "muted small";
  more.textContent = about;
  option.append(name, " ", more);
  return option;
}

function show(names) {
  list.replaceChildren(...names.map(line));
  field.after(list);
  list.style.insetBlockStart = `${field.offsetTop + field.offsetHeight}px`;
  list.hidden = false;
  said.textContent = list.dataset.said.replace("%", names.length);
  point(0);
}

async function ask() {
  const words = field && typed();
  if (words === null || (nobody !== null && words.startsWith(nobody))) return close();
  const mine = ++asked;
  const { form } = field;
  const group = form.elements.group?.value ?? form.dataset.group;
  const query = new URLSearchParams({ group, q: words });
  const answer = await fetch(`${list.dataset.names}?${query}`).catch(() => null);
  if (mine !== asked || document.activeElement !== field) return;
  const names = answer?.ok ? (await answer.json()).names : [];
  if (mine !== asked) return;
  nobody = answer?.ok && names.length === 0 ? words : null;
  if (names.length) show(names);
  else close();
}

function pick(option) {
  const end = field.selectionStart;
  const start = end - typed().length;
  field.setRangeText(`${option.dataset.name} `, start, end, "end");
  nobody = `${option.dataset.name} `; // it stands there: no list while the sentence goes on
  close();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function steer(event) {
  if (list.hidden || event.isComposing) return;
  if (event.key in STEPS) point(at + STEPS[event.key]);
  else if (event.key === "Enter" || event.key === "Tab") pick(list.children[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function attend(area) {
  let pause;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", list.id);
  area.addEventListener("focus", () => {
    field = area;
    nobody = null;
  });
  area.addEventListener("input", () => {
    field = area;
    clearTimeout(pause);
    if (nobody !== null && !typed()?.startsWith(nobody)) nobody = null;
    if (typed() === null) close();
    else pause = setTimeout(ask, PAUSE);
  });
  area.addEventListener("keydown", steer);
  area.addEventListener("blur", close);
}

list?.addEventListener("mousedown", (event) => {
  event.preventDefault(); // the field keeps the focus
  const option = event.target.closest("[role=option]");
  if (option) pick(option);
});
if (list) for (const area of document.querySelectorAll("form[data-mentions] textarea[name=text]")) attend(area);
