// An anonymous vote: the choice stays in this page until it is sealed and sent.
import { castBallot, fetchToken } from "../trust/ballot.js";

const sheet = document.querySelector("[data-ballot]");
if (sheet) start(sheet);

function start(form) {
  const offer = JSON.parse(form.dataset.offer);
  const receiptName = `klankbord-receipt-${offer.round}`;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const say = (name) => form.querySelector(`[data-say="${name}"]`).textContent;
  const picks = [...form.querySelectorAll("input[name=choice]")];
  const reasons = {
    "token-409": "fetched", "ballot-409": "spent", "token-404": "closed", "token-410": "closed",
    "ballot-404": "closed", "ballot-410": "closed", "ballot-429": "busy",
  };

  // One letter of what is chosen, or where several may be, a letter for each.
  const filled = () =>
    form.dataset.blank
      ? picks.map((each) => (each.checked ? each.value : form.dataset.blank)).join("")
      : picks.find((each) => each.checked).value;

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
    const receipt = await castBallot(form.dataset.cast, token, filled());
    localStorage.setItem(receiptName, JSON.stringify(receipt));
    return receipt;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!picks.some((each) => each.checked)) { fault(say("nothing")); return; }
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
  part("send").disabled = false;
}
