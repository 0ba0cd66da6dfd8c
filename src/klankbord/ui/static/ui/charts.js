// Tooltips of pictures are the marks' own labels; arrow keys walk through the marks.
const tip = document.createElement("div");
tip.className = "chart__tip";
tip.setAttribute("role", "status");
tip.hidden = true;
document.body.append(tip);

const MARKS = "svg [aria-label]";
const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function show(mark, x, y) {
  tip.textContent = mark.getAttribute("aria-label");
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(x - width / 2, 8), window.innerWidth - width - 8);
  const top = y - height - 12 < 8 ? y + 16 : y - height - 12;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

function hide() {
  tip.hidden = true;
  document.querySelector(".chart .is-at")?.classList.remove("is-at");
}

document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest?.(`.chart__canvas ${MARKS}`);
  if (mark) show(mark, event.clientX, event.clientY);
  else if (!tip.hidden && !document.activeElement?.matches(".chart__canvas")) hide();
});

function step(canvas, by) {
  const marks = [...canvas.querySelectorAll(MARKS)];
  const at = marks.findIndex((mark) => mark.classList.contains("is-at"));
  const next = marks[(at + by + marks.length) % marks.length];
  marks[at]?.classList.remove("is-at");
  if (!next) return;
  next.classList.add("is-at");
  const box = next.getBoundingClientRect();
  show(next, box.left + box.width / 2, Math.max(box.top, canvas.getBoundingClientRect().top + 40));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
  if (!(event.key in KEYS) || !event.target.matches?.(".chart__canvas")) return;
  event.preventDefault();
  step(event.target, KEYS[event.key]);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(".chart__canvas")) hide();
});
