// One statement at a time, for one thumb. The answers stay in this page until they are sealed and sent.
import { startSheet } from "../trust/sheet.js";

const sheet = document.querySelector("[data-sheet]");
if (sheet) start(sheet);

function start(form) {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const say = (name, values = {}) =>
    form.querySelector(`[data-say="${name}"]`).textContent
      .replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const questions = [...form.querySelectorAll("[data-question]")];
  const answer = (question) => question.querySelector("input:checked")?.value ?? "-";
  const nAnswered = () => questions.filter((each) => answer(each) !== "-").length;
  let place = 0;

  function show(to, isByHand = true) {
    place = Math.max(0, Math.min(to, questions.length));
    const isAtEnd = place === questions.length;
    questions.forEach((each, at) => { each.hidden = at !== place; });
    part("end").hidden = !isAtEnd;
    part("send").hidden = !isAtEnd;
    part("next").hidden = isAtEnd;
    part("back").hidden = place === 0;
    part("progress").querySelector("progress").value = place;
    part("count").textContent = isAtEnd ? "" : say("count", { n: place + 1, all: questions.length });
    part("answered").textContent = say("answered", { n: nAnswered(), all: questions.length });
    if (isAtEnd) part("end").focus();
    else if (isByHand) questions[place].querySelector("input:checked, input").focus();
  }

  // Arrow keys walk through the answers, so only a tap goes on by itself.
  form.addEventListener("click", (event) => {
    if (!event.target.matches("input[type=radio]") || event.detail === 0) return;
    const from = place;
    setTimeout(() => { if (place === from) show(place + 1, false); }, 180);
  });
  part("back").addEventListener("click", () => show(place - 1));
  part("next").addEventListener("click", () => show(place + 1));

  function isReady() {
    const isAtEnd = place === questions.length;
    if (!isAtEnd) show(place + 1);
    return isAtEnd;
  }

  function open() {
    form.dataset.started = "";
    part("progress").hidden = false;
    show(0, false);
  }

  startSheet(form, { filled: () => questions.map(answer).join(""), isReady, open });
}
