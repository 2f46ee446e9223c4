/* What the parts of the pane share: what is known so far, and how elements are made and questions asked. */
"use strict";

const known = { status: null, manual: [], market: null, series: null };
const at = (id) => document.getElementById(id);

/** An element with attributes and children; texts are texts, never markup. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function terms(pairs) {
  return pairs.filter(([, said]) => said !== "" && said !== null && said !== undefined)
    .flatMap(([term, said]) => [make("dt", {}, term), said instanceof Element ? said : make("dd", {}, String(said))]);
}

function options(pairs, chosen) {
  return pairs.map(([value, text]) => new Option(text, value, value === chosen, value === chosen));
}

/** An answer of the server, or null; a refusal is said where the asker wants it said. */
async function asked(path, say) {
  const { answer, why } = await xlmarket.send(path);
  say(answer ? "" : why);
  return answer || null;
}
