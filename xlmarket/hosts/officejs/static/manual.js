/* The pane's second part: the manual of the functions. */
"use strict";

async function loadManual() {
  const answer = await asked("api/manual", (why) => { at("matches").textContent = why; });
  if (!answer) return;
  known.manual = answer.functions;
  at("function").replaceChildren(...options(known.manual.filter(forMarket).map(({ name }) => [name, name]), "MARKET_SHARE"));
  filter();
  write();
}

function filter() {
  const words = at("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = known.manual.filter(({ name, summary, description }) => {
    const text = `${name} ${summary} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const families = [...new Set(found.map(({ family }) => family))];
  at("manual").replaceChildren(...families.flatMap((family) => [
    make("h2", {}, family), ...found.filter((one) => one.family === family).map(page)]));
  at("matches").textContent = words.length ? `${found.length} of ${known.manual.length} functions` : "";
}

function page({ name, signature, summary, description, parameters, examples }) {
  const help = parameters.map((one) => [one.optional ? `[${one.name}]` : one.name, one.help]);
  const shown = examples.map((one) => make("pre", {}, `${one.formula}\n${one.shown}`));
  return make("details", {}, make("summary", {}, name, make("span", {}, summary)),
    make("div", { class: "page" }, make("code", {}, signature), ...(description ? [make("p", {}, description)] : []),
      make("dl", {}, ...terms(help)), ...shown));
}
