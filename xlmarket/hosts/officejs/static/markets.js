/* The pane's first part: find a market, see its figures and what stands behind them. */
"use strict";

const STATUSES_TO_SHOW = ["illustrative", "estimated", "derived", "doubtful"];

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
