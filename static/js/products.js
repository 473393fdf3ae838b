"use strict";

// Register a product: a search field that thins out the select of models, and the facts of the chosen model beneath it.
for (const place of document.querySelectorAll("[data-model-search]")) {
  const select = place.querySelector("select");
  const facts = place.querySelector("[data-model-facts]");
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));

  const letters = (text) => text.toLowerCase().replace(/mk\b/g, "mark").replace(/[^\p{L}\p{N}.]+/gu, " ").trim();
  const fits = (option, words) => words.every((word) => letters(option.text).includes(word));

  const show = () => {
    const option = select.selectedOptions[0];
    facts.hidden = !option || !option.dataset.points;
    if (facts.hidden) return;
    facts.querySelector("[data-model-points]").textContent = option.dataset.points;
    facts.querySelector("[data-model-shape]").textContent = option.dataset.shape;
  };

  const label = document.createElement("label");
  label.className = "form-label";
  label.htmlFor = "model-search";
  label.textContent = place.dataset.label;
  const field = document.createElement("input");
  field.id = "model-search";
  field.type = "search";
  field.className = "form-control";
  field.autocomplete = "off";
  field.setAttribute("aria-describedby", "model-search-hint");
  const hint = document.createElement("p");
  hint.id = "model-search-hint";
  hint.className = "form-text";
  hint.textContent = place.dataset.hint;
  const found = document.createElement("p");
  found.className = "form-text";
  found.setAttribute("role", "status");

  field.addEventListener("input", () => {
    const words = letters(field.value).split(" ").filter(Boolean);
    let number = 0;
    let first = null;
    for (const { group, options } of groups) {
      const kept = options.filter((option) => fits(option, words));
      group.replaceChildren(...kept);
      group.hidden = !kept.length;
      number += kept.length;
      first ??= kept[0];
    }
    found.textContent = !words.length ? "" : number ? `${place.dataset.found} ${number}` : place.dataset.none;
    if (words.length && number === 1) first.selected = true;
    else if (!words.length || !select.selectedOptions.length) select.value = select.value || "";
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter means “this one”, not “save”.
    select.focus();
  });

  const search = document.createElement("div");
  search.className = "mb-3";
  search.append(label, field, hint, found);
  place.prepend(search);
  select.addEventListener("change", show);
  show();
}

// Migrate products: the button says how many are chosen and what they bring.
for (const form of document.querySelectorAll("form[data-migrate]")) {
  const language = document.documentElement.lang;
  const rules = new Intl.PluralRules(language);
  const say = (name, number) => {
    const place = form.querySelector(`[data-number="${name}"]`);
    const form_ = number === 0 ? "zero" : rules.select(number) === "one" ? "one" : "other";
    place.textContent = place.dataset[form_].replace("#", number.toLocaleString(language));
  };
  const count = () => {
    const chosen = [...form.querySelectorAll("input[name=chosen]:checked")];
    say("products", chosen.length);
    say("points", chosen.reduce((sum, box) => sum + Number(box.dataset.points), 0));
  };
  form.addEventListener("change", count);
  count();
}
