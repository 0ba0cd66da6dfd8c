// Ask before what cannot be undone, guard words that were not sent, send filters at once.
const dialog = document.getElementById("confirm");
const agreed = new WeakSet();
const touched = new Set();

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || !dialog || agreed.delete(form)) {
      touched.delete(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, form, event.submitter);
  },
  true,
);

function ask(question, form, submitter) {
  dialog.querySelector("[data-question]").textContent = question;
  const yes = dialog.querySelector('[value="yes"]');
  yes.textContent = submitter?.textContent.trim() || yes.dataset.label;
  const isGrave = submitter?.matches(".button--danger") ?? false;
  yes.className = `button ${isGrave ? "button--danger" : "button--primary"}`;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      agreed.add(form);
      form.requestSubmit(submitter);
    },
    { once: true },
  );
  dialog.showModal();
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  const isGuarded = form?.method === "post" && form.matches("[data-guard], :has(textarea)");
  if (isGuarded && !form.matches("[hx-post]")) touched.add(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches(".filters[data-auto]")) form.requestSubmit();
});

// Who came past "Skip to the content" sends an address that ends in #main, and when the page is
// whole that takes the focus from what went wrong.
const wrong = document.querySelector("[data-error-summary]");
wrong?.focus();
const look = () => document.activeElement?.id === "main" && wrong.focus();
if (wrong) window.addEventListener("load", () => setTimeout(look), { once: true });
