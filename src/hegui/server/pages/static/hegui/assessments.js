"use strict";
/* The clause workspace by keyboard and without reloading; every step is also a link or a form. */

(function () {
  const panes = document.getElementById("clause-panes");
  const list = document.getElementById("lines");
  const frame = document.getElementById("workspace");
  if (!panes || !frame) return;
  document.documentElement.classList.add("has-script");

  const links = () => (list ? [...list.querySelectorAll("li > a")] : []);
  const here = () => (list ? list.querySelector("li.here > a") : null);

  function mark(link) {
    const old = list.querySelector("li.here");
    if (old) {
      old.classList.remove("here");
      old.removeAttribute("aria-current");
    }
    link.parentElement.classList.add("here");
    link.parentElement.setAttribute("aria-current", "true");
    link.parentElement.scrollIntoView({ block: "nearest" });
  }

  function unsaved() {
    const form = document.getElementById("judge-form");
    return form && form.dataset.typed === "yes";
  }

  function open(link) {
    if (!window.htmx) {
      location.href = link.href;
      return;
    }
    const english = document.documentElement.lang === "en";
    const ask = english
      ? "What you typed for this clause is not saved. Leave it?"
      : "本条填写的内容还没有保存，确定离开？";
    if (unsaved() && !window.confirm(ask)) return;
    mark(link);
    frame.classList.add("workspace-open");
    history.pushState(null, "", link.href);
    window.htmx.ajax("GET", link.href, { target: "#clause-panes", swap: "innerHTML" }).then(() => {
      const title = document.getElementById("clause-title");
      if (title) title.focus({ preventScroll: true });
      panes.scrollTop = 0;
    });
  }

  if (list) {
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open(link);
    });
    const now = here();
    if (now) now.parentElement.scrollIntoView({ block: "nearest" });
  }
  window.addEventListener("popstate", () => location.reload());
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#judge-form");
    if (form) form.dataset.typed = "yes";
  });
  document.addEventListener("htmx:afterSwap", () => {
    const order = panes.querySelector("[data-order]");
    const row = order && document.getElementById("r" + order.dataset.order);
    if (row) mark(row.querySelector("a"));
    for (const form of panes.querySelectorAll("form")) delete form.dataset.sending;
  });

  function move(step) {
    const all = links();
    const at = all.indexOf(here());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next && next !== here()) open(next);
  }

  function choose(number) {
    const radios = [...panes.querySelectorAll('#judge-form input[name="verdict"]')];
    const radio = radios[number - 1];
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    const reason = panes.querySelector('#judge-form textarea[name="reason"]');
    if (reason) reason.focus();
  }

  const keys = document.getElementById("keys");
  const help = () => (keys.open ? keys.close() : keys.showModal());
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.addEventListener("click", help);
  }
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field?.form) {
      event.preventDefault();
      field.form.requestSubmit();
      return;
    }
    const text = field && field.type !== "checkbox" && field.type !== "radio";
    if (event.key === "Escape" && text) field.blur();
    if (text || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = {
      j: () => move(1),
      k: () => move(-1),
      e: () => document.getElementById("h-evidence")?.focus(),
      c: () => panes.querySelector("#comment-pane textarea")?.focus(),
      "?": help,
    };
    if (/^[1-5]$/.test(event.key)) choose(Number(event.key));
    else if (steps[event.key]) steps[event.key]();
    else return;
    event.preventDefault();
  });
})();
