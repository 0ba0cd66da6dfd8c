// Saved replies by keyboard, and the blanks that still stand open. All of it works without this too.
(() => {
  const BLANK = /\[\[([^[\]]{0,200})\]\]/g;
  const VARIABLE = /\{+\s*([\w -]{1,40}?)\s*\}+/g;
  const picker = document.querySelector("[data-picker]");
  const search = picker?.querySelector("input[type=search]");
  const note = document.querySelector("[data-blanks]");
  const field = note && document.getElementById(note.dataset.blanksFor);

  function openBlanks(text) {
    const known = new Set(note.dataset.variables.split(" "));
    const blanks = [...text.matchAll(BLANK)].map((found) => ({ at: found.index, found }));
    const gaps = [...text.matchAll(VARIABLE)]
      .filter((found) => known.has(found[1].toLowerCase()))
      .map((found) => ({ at: found.index, found }));
    return [...blanks, ...gaps].sort((one, other) => one.at - other.at);
  }

  function choose(blank) {
    field.focus();
    field.setSelectionRange(blank.at, blank.at + blank.found[0].length);
  }

  function show() {
    const blanks = openBlanks(field.value);
    const buttons = blanks.map((blank) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--small";
      button.textContent = blank.found[1].trim() || "…";
      button.addEventListener("click", () => choose(blank));
      return button;
    });
    note.querySelector("[data-prompts]").replaceChildren(...buttons);
    note.hidden = blanks.length === 0;
  }

  function choices() {
    return [...picker.querySelectorAll("summary")].slice(1);
  }

  // Up and down walk through the replies and open their words; Enter takes the first wording.
  function walk(event) {
    const lines = choices();
    const at = lines.indexOf(event.target);
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      event.target.parentElement.querySelector("button[name=pick]").click();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    for (const line of lines) line.parentElement.open = line === lines[next];
    (lines[next] ?? search).focus();
  }

  if (field) {
    field.addEventListener("input", show);
    show();
    const first = openBlanks(field.value)[0];
    if (first) choose(first);
  }
  if (picker) {
    picker.addEventListener("toggle", () => picker.open && search.focus());
    picker.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        picker.open = false;
        field?.focus();
      } else if (event.target.tagName === "SUMMARY" || event.target === search) walk(event);
    });
  }
})();
