"use strict";

// Register a product: a search field that asks the catalogue while somebody types, and the facts of the chosen model.
for (const place of document.querySelectorAll("[data-model-search]")) {
  const select = place.querySelector("select");
  const facts = place.querySelector("[data-model-facts]");

  const show = () => {
    const option = select.selectedOptions[0];
    facts.hidden = !option || !option.dataset.points;
    if (facts.hidden) return;
    facts.querySelector("[data-model-points]").textContent = option.dataset.points;
    facts.querySelector("[data-model-shape]").textContent = option.dataset.shape;
  };
  const choose = (id) => {
    select.value = String(id);
    show();
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
  field.maxLength = 100;
  field.setAttribute("aria-describedby", "model-search-hint");
  const hint = document.createElement("p");
  hint.id = "model-search-hint";
  hint.className = "form-text";
  hint.textContent = place.dataset.hint;
  const found = document.createElement("p");
  found.className = "form-text";
  found.setAttribute("role", "status");
  const hits = document.createElement("ul");
  hits.className = "model-hits";
  hits.hidden = true;

  const list = (models) => {
    hits.replaceChildren(
      ...models.map((model) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        const points = document.createElement("span");
        points.className = "quiet";
        points.textContent = model.points;
        button.append(model.name, points);
        button.addEventListener("click", () => {
          choose(model.id);
          hits.hidden = true;
          select.focus();
        });
        item.append(button);
        return item;
      }),
    );
    hits.hidden = models.length < 2;
    const outcome = models.length ? `${place.dataset.found} ${models.length}` : place.dataset.none;
    found.textContent = field.value.trim() ? outcome : "";
    if (models.length === 1) choose(models[0].id);
  };

  let asked = 0;
  let pause = 0;
  const ask = async () => {
    const number = ++asked;
    if (!field.value.trim()) {
      list([]);
      return;
    }
    try {
      const answer = await fetch(`${place.dataset.url}?q=${encodeURIComponent(field.value)}`);
      const { models } = await answer.json();
      if (number === asked) list(models);
    } catch {
      found.textContent = ""; // The select below has every model.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter means “this one”, not “save”.
    const first = hits.querySelector("button");
    if (first && !hits.hidden) first.click();
    else select.focus();
  });

  const search = document.createElement("div");
  search.className = "mb-3";
  search.append(label, field, hint, found, hits);
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
    const plural = number === 0 ? "zero" : rules.select(number) === "one" ? "one" : "other";
    place.textContent = place.dataset[plural].replace("#", number.toLocaleString(language));
  };
  const count = () => {
    const chosen = [...form.querySelectorAll("input[name=chosen]:checked")];
    say("products", chosen.length);
    say("points", chosen.reduce((sum, box) => sum + Number(box.dataset.points), 0));
  };
  form.addEventListener("change", count);
  count();
}
