/* The worksheet functions: the registry's names given to Excel, answers remembered for as long as the figures are the
 * same, and a watch on the server that has Excel calculate again when they change. */

const MOST_REMEMBERED = 1000000; // cells
const WATCH_EVERY = 10000; // milliseconds

const listeners = [];
let state = null;
let fingerprint = "";
let remembered = new Map();
let rememberedCells = 0;
let isMissed = false; // whether cells wait for a server that was not there

const courier = new Courier(told.limits, (batch, answer, why) => {
  if (!answer) {
    isMissed = isMissed || batch.some((entry) => entry.waiting > 0);
    tell({ why });
    return;
  }
  adopt(answer.fingerprint);
  answer.values.forEach((value, place) => remember(batch[place].call, value));
});

function remember(call, value) {
  if (rememberedCells >= MOST_REMEMBERED) forget();
  rememberedCells += [value].flat(2).length;
  remembered.set(call, value);
}

function forget() {
  remembered = new Map();
  rememberedCells = 0;
}

function tell(found) {
  state = found;
  listeners.forEach((listener) => listener(state));
}

/** Other figures, or a server that is back: what was remembered is gone, and every cell is calculated again. */
function adopt(found) {
  const isOther = found !== fingerprint;
  const isDue = isMissed || (isOther && fingerprint !== "");
  fingerprint = found;
  isMissed = false;
  if (isOther) forget();
  if (isDue) recalculate().catch((fault) => console.warn("xlmarket: Excel did not calculate again", fault));
}

/** Ask for the state of the server; everyone who listens hears it: `{answer}` or `{why}`. */
async function refresh() {
  const found = await send("api/status", { tries: 1 });
  if (found.answer) adopt(found.answer.fingerprint);
  tell(found);
}

async function watch() {
  await refresh();
  setTimeout(watch, WATCH_EVERY);
}

/** The function Excel calls: with the arguments, and last what Excel says of the call. */
function worksheetFunction(name) {
  return async (...given) => {
    const invocation = given.pop();
    const call = JSON.stringify({ function: name, arguments: argumentsIn(given) });
    if (remembered.has(call)) return valueOut(remembered.get(call));
    const asked = courier.ask(call);
    invocation.onCanceled = asked.cancel;
    return valueOut(await asked.promise);
  };
}

/** Give the functions to Excel, and ask it to load this page whenever the workbook opens. */
function start() {
  if (typeof CustomFunctions === "object") {
    told.functions.forEach((name) => CustomFunctions.associate(name, worksheetFunction(name)));
  }
  if (typeof Office === "object") {
    Office.actions.associate("xlmarketRepair", onRepair);
    Office.onReady(() => Office.addin?.setStartupBehavior(Office.StartupBehavior.load).catch(console.warn));
  }
  watch();
}

/** Hear the state of the server, now and whenever it is asked for. */
function onState(listener) {
  listeners.push(listener);
  if (state) listener(state);
}

start();
return { send, refresh, forget, repair, repaired, hasExcel, onState, prefix: told.prefix };
