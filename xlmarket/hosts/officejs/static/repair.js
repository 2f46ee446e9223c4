/* What is done to the workbook itself: all cells calculated again, and stuck formulas entered again. */

const STUCK = ["#NAME?", "#BUSY!", "#CONNECT!", "#GETTING_DATA", "#N/A"];

function hasExcel() {
  return typeof Excel !== "undefined" && typeof Excel.run === "function";
}

/** Have Excel calculate every cell again. */
async function recalculate() {
  if (!hasExcel()) return;
  await Excel.run(async (context) => {
    context.workbook.application.calculate(Excel.CalculationType.full);
    await context.sync();
  });
}

/** A formula of ours as it is to be entered, or null. Excel without the add-in puts `_xldudf_` before our names. */
function repaired(formula) {
  if (typeof formula !== "string" || !formula.startsWith("=")) return null;
  const { prefix, functions } = told;
  const lead = prefix ? `${prefix}.` : "";
  const names = functions.join("|");
  const call = new RegExp(`("(?:[^"]|"")*")|(?<![\\w.])(_xldudf_)?(?:${prefix}[._])?(${names})\\(`, "gi");
  let isOurs = false;
  const text = formula.replace(call, (found, quoted, _, name) => {
    if (quoted) return found;
    isOurs = true;
    return `${lead}${name.toUpperCase()}(`;
  });
  return isOurs ? text : null;
}

/** Enter our formulas again that show an error which need not be about figures: how many, and the sheets that refused. */
async function repair() {
  forget();
  return Excel.run(async (context) => {
    const sheets = context.workbook.worksheets.load("items/name");
    await context.sync();
    const done = { count: 0, refused: [] };
    for (const sheet of sheets.items) {
      const count = await repairSheet(context, sheet).catch(() => done.refused.push(sheet.name) && 0);
      done.count += count;
    }
    return done;
  });
}

async function repairSheet(context, sheet) {
  const range = sheet.getUsedRangeOrNullObject(false).load("formulas,values");
  await context.sync();
  if (range.isNullObject) return 0;
  let count = 0;
  range.formulas.forEach((row, down) => row.forEach((formula, across) => {
    const text = STUCK.includes(range.values[down][across]) ? repaired(formula) : null;
    if (text === null) return;
    range.getCell(down, across).formulas = [[text]];
    count += 1;
  }));
  await context.sync();
  return count;
}

/** The button on the ribbon. */
async function onRepair(event) {
  await repair().catch((fault) => console.warn("xlmarket: the formulas were not repaired", fault));
  event.completed();
}
