// A sheet of a ballot: sealed and sent without a name, with a receipt that stays in this browser.
import { castBallot, fetchToken } from "./ballot.js";

const REASONS = {
  "token-409": "fetched", "ballot-409": "spent", "token-404": "closed", "token-410": "closed",
  "ballot-404": "closed", "ballot-410": "closed", "ballot-429": "busy",
};

// `filled` gives the letters of the sheet, `isReady` says whether it may go, `open` shows it.
export function startSheet(form, { filled, isReady, open }) {
  const offer = JSON.parse(form.dataset.offer);
  const receiptName = `klankbord-receipt-${offer.round}`;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const say = (name) => form.querySelector(`[data-say="${name}"]`).textContent;

  function finish(receipt) {
    const done = document.querySelector("[data-done]");
    done.querySelector("[data-receipt]").textContent = `${receipt.hash} ${receipt.commitment}`;
    form.hidden = true;
    done.hidden = false;
    done.focus();
  }

  function fault(name) {
    part("fault").querySelector("span").textContent = say(name);
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
    if (!isReady(fault)) return;
    const button = part("send");
    const words = button.textContent;
    button.disabled = true;
    button.textContent = say("sending");
    part("fault").hidden = true;
    try {
      finish(await send());
    } catch (error) {
      fault(REASONS[error.message] ?? "other");
      button.disabled = false;
      button.textContent = words;
    }
  });

  const kept = localStorage.getItem(receiptName);
  if (kept) finish(JSON.parse(kept));
  else open();
}
