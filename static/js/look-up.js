// The look-up by keyboard alone: Enter opens the first answer, the arrows walk along the answers.
(function () {
  "use strict";

  const field = document.getElementById("look-up-field");
  const answer = document.getElementById("look-up-answer");
  if (!field || !answer) {
    return;
  }

  // The admin's frame is hidden until its own script has run, and what is hidden cannot take the focus.
  const begin = () => {
    if (document.activeElement === document.body) {
      field.focus();
    }
  };
  begin();
  document.addEventListener("alpine:initialized", begin);
  window.addEventListener("load", begin);

  const links = () => Array.from(answer.querySelectorAll("a.hit"));
  const answers = (text) => {
    const shown = answer.querySelector("[data-query]");
    return shown?.dataset.query === text.trim();
  };

  field.form.addEventListener("submit", (event) => {
    const first = links()[0];
    // Only where the answers belong to what is typed now: otherwise the server is asked.
    if (first && answers(field.value)) {
      event.preventDefault();
      window.location.assign(first.href);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") {
      return;
    }
    const stops = [field, ...links()];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (here >= 0 && next) {
      event.preventDefault();
      next.focus();
    }
  });
})();
