"use strict";
/* Judging by keyboard: a number chooses a verdict, Enter saves. Without it the form works too. */

(function () {
  const form = document.getElementById("review-form");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, input:not([type=radio]), select, button, a")) return;
    const radios = form.querySelectorAll('input[name="verdict"]');
    const chosen = /^[1-9]$/.test(event.key) ? radios[Number(event.key) - 1] : null;
    if (chosen) {
      chosen.checked = true;
      chosen.focus();
      event.preventDefault();
    } else if (event.key === "Enter" && form.querySelector('input[name="verdict"]:checked')) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
