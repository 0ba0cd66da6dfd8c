// How long a saved reply is on each platform, while it is written. The list tells it without this.
const place = document.querySelector("[data-lengths]");
const fields = [...document.querySelectorAll("#id_text_nl, #id_text_en")];

function show() {
  const length = Math.max(...fields.map((field) => [...field.value].length));
  for (const line of place.querySelectorAll("[data-limit]")) {
    const limit = Number(line.dataset.limit);
    const counter = line.querySelector(".counter");
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("is-over", length > limit);
  }
}

if (place && fields.length) {
  for (const field of fields) field.addEventListener("input", show);
  place.hidden = false;
  show();
}
