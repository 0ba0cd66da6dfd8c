// One statement at a time, for one thumb. The answers stay in this page until they are sealed and sent.
import { castBallot, fetchToken } from "../trust/ballot.js";

const sheet = document.querySelector("[data-sheet]");
if (sheet) start(sheet);

function start(form) {
  const offer = JSON.parse(form.dataset.offer);
  const receiptName = `klankbord-receipt-${offer.round}`;
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

  function finish(receipt) {
    const done = document.querySelector("[data-done]");
    done.querySelector("[data-receipt]").textContent = `${receipt.hash} ${receipt.commitment}`;
    form.hidden = true;
    done.hidden = false;
    done.focus();
  }

  function fault(words) {
    part("fault").querySelector("span").textContent = words;
    part("fault").hidden = false;
  }

  async function send() {
    const csrf = document.querySelector('meta[name="csrf-token"]').content;
    const token = await fetchToken(form.dataset.token, offer, { "X-CSRFToken": csrf });
    const receipt = await castBallot(form.dataset.cast, token, questions.map(answer).join(""));
    localStorage.setItem(receiptName, JSON.stringify(receipt));
    return receipt;
  }

  const reasons = {
    "token-409": "fetched", "ballot-409": "spent", "token-404": "closed", "token-410": "closed",
    "ballot-410": "closed", "ballot-429": "busy",
  };

  // Arrow keys walk through the answers, so only a tap goes on by itself.
  form.addEventListener("click", (event) => {
    if (!event.target.matches("input[type=radio]") || event.detail === 0) return;
    const from = place;
    setTimeout(() => { if (place === from) show(place + 1, false); }, 180);
  });
  part("back").addEventListener("click", () => show(place - 1));
  part("next").addEventListener("click", () => show(place + 1));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (place < questions.length) { show(place + 1); return; }
    const button = part("send");
    const words = button.textContent;
    button.disabled = true;
    button.textContent = say("sending");
    part("fault").hidden = true;
    try {
      finish(await send());
    } catch (error) {
      fault(say(reasons[error.message] ?? "other"));
      button.disabled = false;
      button.textContent = words;
    }
  });

  const kept = localStorage.getItem(receiptName);
  if (kept) { finish(JSON.parse(kept)); return; }
  form.dataset.started = "";
  part("progress").hidden = false;
  show(0, false);
}
