"use strict";
/* A field above a long list narrows it; what is chosen always stays in sight. */
(function () {
  const english = document.documentElement.lang === "en";
  for (const list of document.querySelectorAll("select[data-narrow]")) {
    const field = document.createElement("input");
    field.type = "search";
    field.setAttribute("aria-label", english ? "Narrow the list" : "缩小列表");
    field.placeholder = english ? "Id or words" : "编号或词语";
    field.setAttribute("aria-controls", list.id);
    list.before(field);
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const option of list.options) {
        const text = option.textContent.toLowerCase();
        option.hidden = !option.selected && !words.every((word) => text.includes(word));
      }
      for (const group of list.querySelectorAll("optgroup")) {
        group.hidden = ![...group.children].some((option) => !option.hidden);
      }
    });
    /* One click adds or takes away; without a script the list needs the Ctrl key. */
    list.addEventListener("mousedown", (event) => {
      if (event.target.tagName !== "OPTION") return;
      event.preventDefault();
      const top = list.scrollTop;
      event.target.selected = !event.target.selected;
      list.dispatchEvent(new Event("change", { bubbles: true }));
      setTimeout(() => (list.scrollTop = top), 0);
    });
  }
})();
