// htmx carries the token against forged requests: the cookie is out of reach of scripts.
import { say } from "./toasts.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content;
const words = document.getElementById("toasts")?.dataset;

document.addEventListener("htmx:configRequest", (event) => {
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say(words?.errorText, "error"));
}
