// The queue and the case page by keyboard, and who else has the case open; both pages work without it.
(function () {
  "use strict";

  const STORE = "cps-verification-keys";
  const REFRESH = 20000;
  const root = document.documentElement;

  // --- keys: what carries data-key is pressed, or only focused where pressing decides something ---------------

  const isOn = () => {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  };
  const show = () => root.classList.toggle("has-keys", isOn());
  const toggle = document.querySelector("[data-keys-switch]");
  if (toggle) {
    toggle.checked = isOn();
    toggle.addEventListener("change", () => {
      try {
        localStorage.setItem(STORE, toggle.checked ? "on" : "off");
      } catch {
        // Without a store the choice holds for nothing but this page.
      }
      root.classList.toggle("has-keys", toggle.checked);
    });
  }
  root.classList.add("has-script");
  show();

  const writes = (element) =>
    element.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
    (element.tagName === "INPUT" && element.type !== "checkbox");

  const press = (element) => {
    if (element.dataset.press === "focus") {
      element.focus();
      return;
    }
    element.click();
    const opened = element.tagName === "SUMMARY" && element.parentElement;
    const field = opened?.open && opened.querySelector("select, textarea");
    if (field) {
      field.focus();
    }
  };

  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const walk = (step) => {
    const links = rows();
    const row = document.activeElement.closest("tr");
    const here = row ? links.findIndex((link) => row.contains(link)) : -1;
    const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
    if (next) {
      next.focus();
    }
  };
  const choose = () => {
    const row = document.activeElement.closest("tr");
    const tick = row?.querySelector("input[type=checkbox]");
    if (tick) {
      tick.click();
    }
  };
  const find = () => document.querySelector("[type=search][name=q]");
  const own = {
    j: () => walk(1),
    k: () => walk(-1),
    x: choose,
    "/": () => find()?.focus(),
  };

  const close = () => {
    const open = document.querySelector("details.verdict[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      return;
    }
    const form = event.target.closest?.(".verdict form");
    if (event.key === "Enter" && event.ctrlKey && form) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const isReserved = event.ctrlKey || event.metaKey || event.altKey || writes(event.target);
    if (isReserved || !root.classList.contains("has-keys")) {
      return;
    }
    const key = event.key.toLowerCase();
    const element = /^[a-z]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
    if (element) {
      event.preventDefault();
      press(element);
    } else if (find() && own[key]) {
      event.preventDefault();
      own[key]();
    }
  });

  // --- one open verdict at a time, so that the bar stays low -------------------------------------------------

  const verdicts = Array.from(document.querySelectorAll("details.verdict"));
  for (const one of verdicts) {
    one.addEventListener("toggle", () => {
      if (!one.open) return;
      for (const other of verdicts) {
        if (other !== one) other.open = false;
      }
    });
  }

  // --- presence: say every so often that the page is open, and hear who else is there ------------------------

  const presence = document.getElementById("presence");
  const shown = document.getElementById("present");
  if (!presence || !shown) {
    return;
  }
  let said = shown.innerHTML;
  const stay = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await fetch(presence.action, { method: "POST", body: new FormData(presence), redirect: "error" });
      const text = answer.ok ? await answer.text() : said;
      if (text !== said) {
        said = text;
        shown.innerHTML = text;
      }
    } catch {
      // The next turn tries again; until then the page shows what it knew.
    }
  };
  setInterval(stay, REFRESH);
  document.addEventListener("visibilitychange", stay);
})();
