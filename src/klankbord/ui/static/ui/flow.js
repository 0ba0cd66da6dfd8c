/* A drawn flow is often larger than its window: bring the chosen step, or else the first, into sight. */
(() => {
  const show = () => {
    for (const flow of document.querySelectorAll(".flow")) {
      const box = flow.querySelector("[aria-current]") ?? flow.querySelector(".flow__box--taken, .flow__box");
      if (!box) continue;
      const inner = box.getBoundingClientRect();
      const outer = flow.getBoundingClientRect();
      flow.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
      flow.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:afterSettle", show);
})();
