/* The pane itself: its tabs, the state of the connection, and what each control does. */
"use strict";

const PAUSE = 150; // milliseconds of no typing before a search

const tabs = [...document.querySelectorAll("[role=tab]")];

/** What only Excel can do is offered only there; its part of Office.js may come late. */
function offer() {
  at("repairing").hidden = !xlmarket.hasExcel();
  at("insert").textContent = xlmarket.hasExcel() ? "Insert into the cell" : "Copy the formula";
}

function turnTo(tab) {
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
  turnTo(tabs[next]);
  tabs[next].focus();
}

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

function pausing(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, PAUSE);
  };
}

tabs.forEach((tab) => {
  tab.addEventListener("click", () => turnTo(tab));
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
