// An anonymous vote: the choice stays in this page until it is sealed and sent.
import { startSheet } from "../trust/sheet.js";

const sheet = document.querySelector("[data-ballot]");
if (sheet) start(sheet);

function start(form) {
  const picks = [...form.querySelectorAll("input[name=choice]")];

  // One letter of what is chosen, or where several may be, a letter for each.
  const filled = () =>
    form.dataset.blank
      ? picks.map((each) => (each.checked ? each.value : form.dataset.blank)).join("")
      : picks.find((each) => each.checked).value;

  function isReady(fault) {
    const isChosen = picks.some((each) => each.checked);
    if (!isChosen) fault("nothing");
    return isChosen;
  }

  const open = () => { form.querySelector("[data-send]").disabled = false; };
  startSheet(form, { filled, isReady, open });
}
