// A text that the bookmark brings stands behind the # of the address: it reaches no server and no log.
// It moves into the field, and out of the address and the history, at once.
const field = document.querySelector("textarea[name=text]");
if (field && location.hash.length > 1 && !document.getElementById(location.hash.slice(1))) {
  try {
    field.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    field.value = "";
  }
  history.replaceState(null, "", location.pathname);
  field.focus();
}
document.getElementById("answer")?.focus();
