"use strict";
/* Tell how many items are chosen. */
(function () {
  for (const form of document.querySelectorAll("form[data-bulk]")) {
    const count = form.querySelector("[data-bulk-count]");
    form.addEventListener("change", () => {
      const chosen = form.querySelectorAll('input[name="item"]:checked').length;
      count.textContent = chosen ? String(chosen) : "";
    });
  }
})();
