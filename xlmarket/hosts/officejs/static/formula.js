/* A formula for the market that is shown, into the active cell of Excel or the clipboard. */
"use strict";

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
