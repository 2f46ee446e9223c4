/* Cells between Excel and the server: arguments as JSON, answers as Excel takes them. */

/** What stands for an error on the way. */
function refusal(code, why) {
  return { error: code, why };
}

/** A cell as JSON: an error as the server writes it, of a data type of Excel's its text (Geography: "Brazil") or value. */
function cellIn(cell) {
  if (cell === null || typeof cell !== "object") return cell;
  if (typeof cell.text === "string") return cell.text;
  const code = cell.code || cell.basicValue;
  return typeof code === "string" && code.startsWith("#") ? refusal(code, "the argument is an error") : cell.basicValue;
}

/** An argument as JSON; a range of one cell travels as that cell. */
function argumentIn(value) {
  if (!Array.isArray(value)) return cellIn(value);
  const rows = value.map((row) => row.map(cellIn));
  return rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
}

/** The arguments of a call; those left out at the end do not travel. */
function argumentsIn(values) {
  const given = values.map(argumentIn);
  while (given.length && (given.at(-1) === null || given.at(-1) === undefined)) given.pop();
  return given;
}

function errorOut(cell) {
  const isKnown = Object.values(CustomFunctions.ErrorCode).includes(cell.error);
  return new CustomFunctions.Error(isKnown ? cell.error : CustomFunctions.ErrorCode.invalidValue, cell.why);
}

function cellOut(cell) {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? errorOut(cell) : cell;
}

/** An answer as Excel takes it: rows of one length. An error that is the whole answer is thrown, so that Excel shows its
 * sentence; the runtime would turn two codes that are thrown into #VALUE!, so those are given back. */
function valueOut(value) {
  if (Array.isArray(value)) {
    const width = value.reduce((most, row) => Math.max(most, row.length), 1);
    return value.map((row) => Array.from({ length: width }, (_, place) => cellOut(row[place])));
  }
  const cell = cellOut(value);
  if (cell instanceof CustomFunctions.Error && !["#REF!", "#NAME?"].includes(cell.code)) throw cell;
  return [[cell]];
}
