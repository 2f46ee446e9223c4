/* Excel's end of the native bridge over which Office.js for Mac speaks: it hands over calls of functions and takes their
 * results, and holds a small workbook for what a page asks of it. Everything between is Microsoft's own Office.js. */
"use strict";

window.excel = (() => {
  const INVOCATION = 1000;
  const CANCELLATION = 1001;
  const CANCELABLE_WITH_ERRORS = 1 | 4;
  const CODES = { 1: "#N/A", 5: "#DIV/0!", 6: "#NUM!", 7: "#VALUE!", 8: "#NULL!" };
  const DATA_TYPES = 8;
  const PER_MESSAGE = 100;
  const [INSTANTIATE, QUERY, METHOD, SET] = [1, 2, 3, 4];
  const bridge = { sendMessageToHost: (text) => queueMicrotask(() => heard(JSON.parse(text))) };
  const open = new Map();
  const cells = new Map(); // of the workbook: by sheet, rows of {formula, value}; a sheet that is locked takes nothing
  const calculations = [];
  const kept = []; // ranges that Office.js goes on speaking of in its next request
  let last = 0;
  let heardOf;
  const recalculated = new Promise((resolve) => { heardOf = resolve; });

  // ----------------------------------------------------------------------------------------------- calls of functions

  function settle(result) {
    const [id, ok, value, code] = Array.isArray(result)
      ? result : [result.id, !result.failed, result.value, result.errorCode];
    const resolve = open.get(id);
    open.delete(id);
    if (resolve) resolve(ok ? value.map((row) => row.map(shown)) : [[{ error: CODES[code] || `code ${code}`, why: value }]]);
  }

  function shown(value) {
    return value && typeof value === "object" ? { error: value.code, why: value.message || "" } : value;
  }

  function tell(type, messages) {
    for (let first = 0; first < messages.length; first += PER_MESSAGE) {
      const entries = messages.slice(first, first + PER_MESSAGE)
        .map((message) => ({ messageCategory: 1, messageType: type, message }));
      bridge.onMessageFromHost(JSON.stringify({ type: 3, message: { entries } }));
    }
  }

  /** Hand over calls, each a name and its arguments; the ids of the invocations and the promise of their results. */
  function invoke(calls, flags = CANCELABLE_WITH_ERRORS) {
    const ids = calls.map(() => (last += 1));
    const results = Promise.all(ids.map((id) => new Promise((resolve) => open.set(id, resolve))));
    tell(INVOCATION, calls.map(([name, given], place) => [ids[place], name, given, "Sheet1!A1", flags]));
    return { ids, results };
  }

  function cancel(ids) {
    ids.forEach((id) => open.delete(id));
    tell(CANCELLATION, ids.map((invocationId) => ({ invocationId })));
  }

  // ------------------------------------------------------------------------------------------------------ the workbook

  const root = {
    Worksheets: {
      query: () => ({ _Items: [...cells.keys()].map((name) => ({ _Id: name, Id: name, Name: name })) }),
      item: (name) => sheet(cells.get(name)),
    },
    Application: { Calculate: (kind) => { calculations.push(kind); heardOf(); } },
    GetActiveCell: () => range(cells.get("Sheet1"), 0, 0, 1, 1),
  };

  function sheet(rows) {
    return { GetUsedRangeOrNullObject: () => range(rows, 0, 0, rows.length, rows.length ? rows[0].length : 0) };
  }

  function range(rows, top, left, high, wide) {
    const inside = () => rows.slice(top, top + high).map((row) => row.slice(left, left + wide));
    return {
      query() {
        if (high === 0) return null;
        if (!kept.includes(this)) kept.push(this);
        return { _ReferenceId: String(kept.indexOf(this)), ...this.read() };
      },
      read: () => ({
        Address: "Sheet1!A1",
        Formulas: inside().map((row) => row.map(({ formula }) => formula)),
        Values: inside().map((row) => row.map(({ value }) => value)),
      }),
      GetCell: (down, across) => range(rows, top + down, left + across, 1, 1),
      set: (_, [[formula]]) => {
        if (rows.isLocked) throw Error("AccessDenied");
        rows[top][left] = { formula, value: "entered" };
      },
    };
  }

  function found(id, paths) {
    const { ObjectPathType: type, Name: name, ParentObjectPathId: parent, ArgumentInfo: told = {} } = paths[id];
    if (type === 6) return kept[name || told.Arguments[0]];
    if (parent === undefined) return root;
    const of = found(parent, paths);
    const given = told.Arguments || [];
    if (type === 3) return of[name](...given);
    return type === 4 ? of[name] : of.item(...given);
  }

  function done({ ActionType: type, Name: name, ObjectPathId: path, ArgumentInfo: told = {} }, paths) {
    if (/^SetInvocation(Array)?Results$/.test(name)) return told.Arguments[0].forEach(settle);
    if (name.startsWith("_")) return null;
    if (type === INSTANTIATE || type === QUERY) return found(path, paths).query?.();
    if (type === METHOD) return found(path, paths)[name](...told.Arguments);
    return type === SET ? found(path, paths).set(name, ...told.Arguments) : null;
  }

  /** A request of Office.js: each action done, and its value sent back. */
  function heard({ id, type, message }) {
    if (type !== 1) return;
    const { Actions: actions, ObjectPaths: paths } = message.body;
    let body;
    try {
      body = { Results: actions.map((action) => ({ ActionId: action.Id, Value: done(action, paths) ?? null })) };
    } catch (fault) {
      body = { Error: { Code: fault.message, Message: fault.message, ActionIndex: 0 } };
    }
    const answer = { statusCode: 200, headers: {}, body: JSON.stringify(body) };
    bridge.onMessageFromHost(JSON.stringify({ id, type: 2, message: answer }));
  }

  /** Resolves once Office.js has loaded its part for Excel. */
  function ready() {
    const isReady = typeof Excel === "object" && typeof CustomFunctions.Error === "function";
    return isReady || new Promise((resolve) => setTimeout(resolve, 10)).then(ready);
  }

  window._richApiNativeBridge = bridge;
  return { ready, DATA_TYPES, invoke, cancel, cells, calculations, recalculated, calculate: (...told) => invoke(...told).results };
})();
