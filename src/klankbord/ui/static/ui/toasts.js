// Messages in the corner: they can be closed, and good news leaves by itself.
const STAY = 8000;
const list = document.getElementById("toasts");

export function say(text, kind = "success") {
  if (!list || !text) return;
  const toast = document.createElement("div");
  toast.className = `toast toast--${kind}`;
  const words = document.createElement("span");
  words.className = "toast__text";
  words.textContent = text;
  toast.append(words);
  list.append(toast);
  prepare(toast);
}

function prepare(toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = list.dataset.closeLabel;
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
  if (toast.matches(".toast--success, .toast--info")) leaveLater(toast);
}

// The clock stands still while somebody reads: pointer or focus on it.
function leaveLater(toast) {
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), STAY));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

list?.querySelectorAll("[data-toast]").forEach(prepare);
