"use strict";
/* Small helps; every page works without them. */

(function () {
  /* Drafts: what was typed into form[data-draft] survives an ended session or a reloaded page.
     The value of data-draft tells what a form is about where one page shows one after another. */
  const key = (form) => "hegui-draft:" + location.pathname + ":" + (form.id || "form") +
    (form.dataset.draft ? ":" + form.dataset.draft : "");
  const skip = (field) =>
    !field.name || ["hidden", "password", "file", "submit"].includes(field.type);

  /* Which state of the record was seen: text put back later must not pass for newer than it is. */
  const SEEN = ["seen", "seen_version", "seen_values"];

  function keep(form) {
    const kept = {};
    const also = [...SEEN, ...(form.dataset.draftAlso || "").split(" ")];
    for (const field of form.elements) {
      if (field.type === "hidden" && also.includes(field.name)) {
        (kept[field.name] ||= []).push(field.value);
      }
      if (field.type === "file" && field.files.length) {
        kept["files:" + field.name] = [...field.files].map((file) => file.name);
      }
      if (skip(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) (kept[field.name] ||= []).push(field.value);
      } else if (field.multiple) {
        kept[field.name] = [...field.selectedOptions].map((option) => option.value);
      } else {
        kept[field.name] = field.value;
      }
    }
    sessionStorage.setItem(key(form), JSON.stringify(kept));
  }

  function restore(form, opened) {
    const text = sessionStorage.getItem(key(form));
    if (!text) return;
    const kept = JSON.parse(text);
    const lost = tellFiles(form, kept);
    if (form.querySelector(".field-error:not(.files-lost), .error-summary")) return;
    let changed = lost;
    for (const field of form.elements) {
      if (skip(field) || !(field.name in kept)) continue;
      const value = kept[field.name];
      if (field.type === "checkbox" || field.type === "radio") {
        const on = Array.isArray(value) && value.includes(field.value);
        changed = changed || field.checked !== on;
        field.checked = on;
      } else if (field.multiple) {
        for (const option of field.options) option.selected = value.includes(option.value);
      } else if (field.value !== value) {
        field.value = value;
        changed = true;
      }
    }
    if (!changed) return;
    for (const field of form.elements) {
      if (opened && SEEN.includes(field.name) && kept[field.name]) field.value = kept[field.name][0];
    }
    form.dataset.typed = "yes";
    putBack(form, lost);
  }

  /* No page may put a file back: say which ones were chosen, at their field. */
  function tellFiles(form, kept) {
    let lost = false;
    for (const field of form.elements) {
      const names = kept["files:" + field.name];
      if (field.type !== "file" || !names || field.files.length) continue;
      lost = true;
      const english = document.documentElement.lang === "en";
      const note = document.createElement("p");
      note.className = "field-error files-lost";
      note.id = field.id + "_lost";
      note.textContent = english
        ? "Browsers do not keep chosen files; choose again: " + names.join(", ")
        : "浏览器不保留选过的文件，请重新选择：" + names.join("、");
      field.before(note);
      field.setAttribute("aria-describedby",
        ((field.getAttribute("aria-describedby") || "") + " " + note.id).trim());
      field.addEventListener("change", () => { if (field.files.length) note.remove(); });
    }
    return lost;
  }

  function putBack(form, lost) {
    const english = document.documentElement.lang === "en";
    const note = document.createElement("p");
    note.className = "message";
    note.setAttribute("role", "status");
    note.textContent = english
      ? "What you typed before was put back; it is not saved yet. "
      : "已恢复你上次填写但尚未保存的内容。";
    if (lost) {
      note.append(english ? "Files must be chosen again. " : "文件须重新选择。");
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = english ? "Discard it" : "不要了";
    button.addEventListener("click", () => {
      sessionStorage.removeItem(key(form));
      location.reload();
    });
    note.append(button);
    form.prepend(note);
  }

  function watch(form, opened) {
    restore(form, opened);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
      keep(form);
      sessionStorage.setItem("hegui-sent", key(form));
    });
  }
  document.querySelectorAll("form[data-draft]").forEach((form) => watch(form, true));
  document.addEventListener("htmx:afterSwap", (event) => {
    event.target.querySelectorAll?.("form[data-draft]").forEach((form) => watch(form, false));
  });
  /* A selection that was lost with the session: go on with it; the text is put back there. */
  document.querySelectorAll("form[data-again]").forEach((form) => {
    const kept = JSON.parse(sessionStorage.getItem(key(form)) || "{}");
    const names = form.dataset.again.split(" ").filter((name) => kept[name]);
    for (const name of names) {
      for (const value of kept[name]) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
    }
    if (!names.length) return;
    form.hidden = false;
    sessionStorage.removeItem("hegui-sent");
  });
  /* A form saved without a new page: its draft goes before the fragment shows the form anew. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    if (!form.matches?.("form[data-draft]") || event.detail.xhr.status >= 400) return;
    if (!/\bdata-saved\b/.test(event.detail.serverResponse)) return;
    sessionStorage.removeItem(key(form));
    sessionStorage.removeItem("hegui-sent");
  });
  /* A page other than the form's own, and not the sign-in page, means that it was saved. */
  const sent = sessionStorage.getItem("hegui-sent");
  if (sent && !sent.startsWith("hegui-draft:" + location.pathname + ":") &&
      !location.pathname.startsWith("/accounts/")) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("hegui-sent");
  }

  /* Send once: a second click while the first is on its way does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
    setTimeout(() => delete form.dataset.sending, 4000);
  });

  /* A request in the background that failed is told of where it was made; what was typed stays. */
  const english = document.documentElement.lang === "en";
  const LOST = english
    ? "The server could not be reached; nothing was saved. What you typed is still here: try again."
    : "连不上服务器，什么都没有保存。你填的内容还在，请重试。";

  function tell(element, text) {
    document.getElementById("request-failed")?.remove();
    const note = document.createElement("p");
    note.id = "request-failed";
    note.className = "message message-error";
    note.setAttribute("role", "alert");
    note.textContent = text;
    element.before(note);
    const form = element.closest("form");
    if (form) delete form.dataset.sending;
  }
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    tell(event.detail.elt, answer.querySelector("[role=alert]")?.textContent.trim() || LOST);
  });
  document.addEventListener("htmx:sendError", (event) => tell(event.detail.elt, LOST));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) document.getElementById("request-failed")?.remove();
  });

  /* A fragment that takes long says that it is coming; what asks again by itself does not. */
  const loading = document.getElementById("loading");
  const slow = new WeakMap();
  document.addEventListener("htmx:beforeSend", (event) => {
    const { elt, target, xhr } = event.detail;
    if (!loading || (elt.getAttribute("hx-trigger") || "").includes("every ")) return;
    slow.set(xhr, setTimeout(() => {
      target.setAttribute("aria-busy", "true");
      loading.textContent = loading.dataset.text;
    }, 300));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { target, xhr } = event.detail;
    if (!slow.has(xhr)) return;
    clearTimeout(slow.get(xhr));
    target.removeAttribute("aria-busy");
    loading.textContent = "";
  });

  /* Select all rows; say how many. */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches?.("[data-select-all]")) {
      for (const row of document.querySelectorAll(box.dataset.selectAll)) row.checked = box.checked;
    }
  });

  /* Selects that send their form at once (the button stays for those without script). */
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit]")) event.target.form.requestSubmit();
  });

  /* Go back to the error summary, so that it is read aloud. */
  document.querySelector(".error-summary")?.focus();

  /* "/" searches. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector(".top-search input");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    }
  });
  /* "?" shows the shortcuts, unless the page has a list of its own. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const list = document.getElementById("shortcuts");
    if (event.key !== "?" || typing || !list || document.getElementById("keys")) return;
    event.preventDefault();
    if (list.open) list.close();
    else list.showModal();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });

  /* On a phone rows become cards: a cell without a label gets that of its column. */
  function label(table) {
    const heads = [...table.querySelectorAll("thead th")].map((head) =>
      (head.querySelector("a")?.firstChild ?? head).textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, place) => {
        const plain = cell.tagName === "TD" && !cell.querySelector("input[type=checkbox]");
        if (plain && !cell.dataset.label && heads[place]) cell.dataset.label = heads[place];
      });
    }
  }
  const labels = () => document.querySelectorAll("table.list").forEach(label);
  labels();
  document.addEventListener("htmx:afterSettle", labels);

  /* Bring the place in the navigation into sight where it scrolls sideways. */
  const here = document.querySelector(".side a[aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 16;
})();
