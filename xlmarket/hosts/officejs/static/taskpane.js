/* The pane: find a market, see its figures, put a formula into the cell; browse the manual; see the connection. */
"use strict";

const PAUSE = 150; // milliseconds of no typing before a search
const STATUSES_TO_SHOW = ["illustrative", "estimated", "derived", "doubtful"];
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

// ------------------------------------------------------------------------------------------------------------ the tabs

const tabs = [...document.querySelectorAll("[role=tab]")];

/** What only Excel can do is offered only there; its part of Office.js may come late. */
function offer() {
  at("repairing").hidden = !xlmarket.hasExcel();
  at("insert").textContent = xlmarket.hasExcel() ? "Insert into the cell" : "Copy the formula";
}

function open(tab) {
  offer();
  tabs.forEach((one) => {
    const isOpen = one === tab;
    one.setAttribute("aria-selected", String(isOpen));
    one.tabIndex = isOpen ? 0 : -1;
    at(one.getAttribute("aria-controls")).hidden = !isOpen;
  });
}

function onTabKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const place = { Home: 0, End: tabs.length - 1 }[event.key];
  if (step === undefined && place === undefined) return;
  event.preventDefault();
  const next = place ?? (tabs.indexOf(event.target) + step + tabs.length) % tabs.length;
  open(tabs[next]);
  tabs[next].focus();
}

// ------------------------------------------------------------------------------------------------------ the connection

function onState({ answer, why }) {
  at("state").className = answer ? "on" : "off";
  at("state").textContent = answer ? answer.dataset : "Not connected";
  at("trouble").hidden = Boolean(answer);
  at("why").textContent = why || "";
  at("facts").replaceChildren(...terms(facts(answer)));
  if (answer) onStatus(answer);
}

function facts(status) {
  const server = ["Server", location.origin];
  if (!status) return [server, ["State", "not connected"]];
  return [server, ["State", "connected"], ["Data set", status.dataset], ["Vintage", status.vintage],
    ["Figures", status.fingerprint.slice(0, 12)], ["Functions", status.functions],
    ["Prefix", status.prefix || "none"], ["xlmarket", status.version]];
}

/** The state of the server: on other figures the pane shows them. */
function onStatus(status) {
  const isOther = !known.status || known.status.fingerprint !== status.fingerprint;
  known.status = status;
  if (!isOther) return;
  const chosen = at("metric").value || (status.metrics.find((one) => one.default) || {}).name;
  at("metric").replaceChildren(...options(status.metrics.map(({ name }) => [name, name.replaceAll("_", " ")]), chosen));
  if (!known.manual.length) loadManual();
  search();
  if (known.market) show(known.market);
}

async function onRepair() {
  const { count, refused } = await xlmarket.repair();
  const kept = refused.length ? `; not on ${refused.join(", ")}, which Excel does not let us write to` : "";
  at("repaired").textContent = `${count} ${count === 1 ? "formula" : "formulas"} entered again${kept}`;
}

// --------------------------------------------------------------------------------------------------------- the markets

let searches = 0;

async function search() {
  const mine = (searches += 1);
  const text = at("search").value.trim();
  const answer = await asked(`api/markets?q=${encodeURIComponent(text)}`, (why) => { at("count").textContent = why; });
  if (!answer || mine !== searches) return;
  at("found").replaceChildren(...answer.markets.map(listed));
  const { length } = answer.markets;
  if (text) at("count").textContent = length ? `${length} found` : `Nobody knows a market like “${text}”`;
}

function listed(market) {
  const more = [market.code, market.group && "group", !market.inside && "no figures"].filter(Boolean).join(" · ");
  const button = make("button", { type: "button" }, market.name, make("span", { class: "more" }, more));
  button.setAttribute("aria-current", String(market.name === known.market));
  button.addEventListener("click", async () => {
    await show(market.name);
    at("name").focus();
  });
  return make("li", {}, button);
}

async function show(market) {
  const question = new URLSearchParams({ market, metric: at("metric").value });
  const series = await asked(`api/series?${question}`, (why) => { at("count").textContent = why; });
  if (!series) return;
  known.market = series.market;
  known.series = series;
  at("market").hidden = false;
  at("name").textContent = series.market;
  at("last").replaceChildren(...headline(series));
  at("chart").replaceChildren(chart.draw(series));
  at("behind").replaceChildren(...terms(behind(series)));
  at("figures").tBodies[0].replaceChildren(...series.points.map(row));
  document.querySelectorAll("#found button").forEach((button) => {
    button.setAttribute("aria-current", String(button.firstChild.data === series.market));
  });
  at("period").replaceChildren(...options([["", "latest"], ...series.points.map(({ period }) => [period, period]).reverse()], ""));
  write();
}

function headline({ points, unit, metric }) {
  const last = points.findLast(({ value }) => value !== null);
  if (!last) return [`No ${metric.replaceAll("_", " ")} of this market: ${points.at(-1)?.why || "there are no periods"}`];
  const value = typeof last.value === "number" ? chart.full.format(last.value) : String(last.value);
  return [make("b", {}, value), ` ${unit}, ${last.period}`];
}

function behind({ source, status, vintage }) {
  const isToSay = STATUSES_TO_SHOW.some((one) => status.startsWith(one));
  return [["Status", make("dd", { class: isToSay ? "warn" : "" }, status || "unknown")], ["Source", source], ["Vintage", vintage]];
}

function row({ period, value, why }) {
  const said = value === null ? make("abbr", { title: why }, "#N/A") : typeof value === "number" ? chart.full.format(value) : value;
  return make("tr", {}, make("th", { scope: "row" }, period), make("td", {}, said));
}

// --------------------------------------------------------------------------------------------------------- the formula

/** Functions that answer for a market and need nothing else. */
function forMarket({ parameters }) {
  return parameters.length > 0 && parameters[0].name === "market" && parameters.slice(1).every(({ optional }) => optional);
}

function formula() {
  const { parameters, name } = known.manual.find((one) => one.name === at("function").value);
  const metric = known.status.metrics.find((one) => one.name === known.series.metric);
  const said = { market: known.market, period: at("period").value, metric: metric && metric.default ? "" : known.series.metric };
  const given = parameters.map((one) => (said[one.name] ? `"${said[one.name].replaceAll('"', '""')}"` : ""));
  while (given.at(-1) === "") given.pop();
  return `=${xlmarket.prefix ? `${xlmarket.prefix}.` : ""}${name}(${given.join(",")})`;
}

function write() {
  offer();
  if (known.market && known.manual.length) at("text").value = formula();
  at("done").textContent = "";
}

async function insert(event) {
  event.preventDefault();
  try {
    at("done").textContent = await (xlmarket.hasExcel() ? enter : copy)(at("text").value);
  } catch (fault) {
    at("done").textContent = `That did not work: ${fault.message}`;
  }
}

/** Into the active cell. */
function enter(text) {
  return Excel.run(async (context) => {
    const cell = context.workbook.getActiveCell().load("address");
    cell.formulas = [[text]];
    await context.sync();
    return `Entered into ${cell.address}`;
  });
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  return "Copied; paste it into a cell";
}

// ---------------------------------------------------------------------------------------------------------- the manual

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

// --------------------------------------------------------------------------------------------------------------- start

function pausing(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, PAUSE);
  };
}

tabs.forEach((tab) => {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", onTabKey);
});
at("search").addEventListener("input", pausing(search));
at("metric").addEventListener("change", () => known.market && show(known.market));
at("function").addEventListener("change", write);
at("period").addEventListener("change", write);
at("formula").addEventListener("submit", insert);
at("filter").addEventListener("input", filter);
at("again").addEventListener("click", xlmarket.refresh);
at("check").addEventListener("click", xlmarket.refresh);
at("repair").addEventListener("click", onRepair);
xlmarket.onState(onState);
if (typeof Office === "object") Office.onReady(offer);
