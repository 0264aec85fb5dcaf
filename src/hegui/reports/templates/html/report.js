"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  const views = Array.from(document.querySelectorAll("[data-view]"));
  const articles = Array.from(document.querySelectorAll("article.clause"));
  let toFilter = false;
  let shownHash = null;
  const links = Array.from(document.querySelectorAll("nav.side a"));

  function show() {
    // Two quick keys make two events: the second must not take the focus from the filter.
    if (location.hash === shownHash && !toFilter) return;
    shownHash = location.hash;
    const id = decodeURIComponent(location.hash.slice(1)) || "overview";
    const target = document.getElementById(id) || document.getElementById("overview");
    const view = target.closest("[data-view]") || document.getElementById("overview");
    const article = target.closest("article.clause");
    views.forEach((v) => v.classList.toggle("active", v === view));
    articles.forEach((a) => a.classList.toggle("active", a === article));
    const named = article ? "clauses" : view.id;
    links.forEach((a) => {
      if (a.hash === "#" + named) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    });
    if (target !== view) target.scrollIntoView();
    else window.scrollTo(0, 0);
    const head = (article || view).querySelector("h1, h2");
    if (toFilter) { toFilter = false; document.querySelector("#clauses form input").focus(); }
    else if (head && location.hash) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
  }

  function filter(form) {
    const table = document.getElementById(form.dataset.table);
    const text = form.elements.text.value.trim().toLowerCase();
    const picks = Array.from(form.querySelectorAll("select"));
    const gate = form.elements.gate;
    let shown = 0;
    table.querySelectorAll("tbody tr[data-text]").forEach((row) => {
      const hit = (!text || row.dataset.text.toLowerCase().includes(text))
        && picks.every((s) => !s.value || row.dataset[s.name] === s.value)
        && (!gate || !gate.checked || row.dataset.gate === "1");
      row.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    table.querySelectorAll("tbody").forEach((body) => {
      const rows = Array.from(body.querySelectorAll("tr[data-text]"));
      if (rows.length && body.querySelector("tr.group")) body.hidden = rows.every((r) => r.hidden);
    });
    form.querySelector("output").textContent = shown;
  }

  document.querySelectorAll("form.filters").forEach((form) => {
    form.hidden = false;
    form.addEventListener("input", () => filter(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    filter(form);
  });

  function step(by) {
    const rows = Array.from(document.querySelectorAll("#clause-table tbody tr[data-text]"))
      .filter((row) => !row.hidden).map((row) => row.dataset.clause);
    const at = rows.indexOf(decodeURIComponent(location.hash.slice(1)));
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) location.hash = next;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const help = document.getElementById("help");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "g") location.hash = "overview";
    else if (event.key === "?") help.open ? help.close() : help.showModal();
    else if (event.key === "/") {
      toFilter = true;
      if (location.hash === "#clauses") show();
      else location.hash = "clauses";
      event.preventDefault();
    }
  });
  window.addEventListener("hashchange", show);
  show();
})();
