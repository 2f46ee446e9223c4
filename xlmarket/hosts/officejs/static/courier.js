/* The way to the server and back: one request with its retries (`send`), and the calls that travel together (`Courier`). */

const TRIES = 4;
const FIRST_WAIT = 250; // milliseconds before the second try; doubles each time
const PATIENCE = 30000; // milliseconds one try may take
const IN_TROUBLE = [429, 500, 502, 503, 504];
const token = new URLSearchParams(location.search).get("token") || "";

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One try: `{answer}`, `{again}` if another try makes sense, or `{why}` if none does. */
async function tryOnce(path, options, abort) {
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(path, { ...options, signal: abort.signal, cache: "no-store" });
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return { answer };
    const why = `xlmarket: ${(answer && answer.why) || `the server answered ${response.status}`}`;
    return response.ok || IN_TROUBLE.includes(response.status) ? { again: why } : { why };
  } catch {
    return { again: `xlmarket: the server is not reached at ${location.origin}; is 'xlmarket serve' running?` };
  } finally {
    clearTimeout(timer);
  }
}

/** Ask the server: `{answer}` or `{why}`. Faults on the way and a server in trouble are tried again, ever more slowly. */
async function send(path, { tries = TRIES, isWanted = () => true, onAbort = () => {}, ...options } = {}) {
  const headers = { ...(token && { "X-Xlmarket-Token": token }), ...options.headers };
  let last = { why: "xlmarket: nobody waits for this any more" };
  for (let attempt = 0; attempt < tries && isWanted(); attempt += 1) {
    if (attempt) await wait(FIRST_WAIT * 2 ** (attempt - 1) * (1 + Math.random() / 4));
    const abort = new AbortController();
    onAbort(abort);
    last = await tryOnce(path, { ...options, headers }, abort);
    if (!last.again) return last;
  }
  return { why: last.again || last.why };
}

/** Collects calls and carries them, one batch at a time. The same call queued or in flight is one call. */
class Courier {
  /** `limits` are the calls and bytes of a batch; `onAnswer` hears of every batch: its answer or why there is none. */
  constructor(limits, onAnswer) {
    this.limits = limits;
    this.onAnswer = onAnswer;
    this.queue = [];
    this.open = new Map();
    this.batch = null;
    this.isScheduled = false;
  }

  /** The promise of a call's value, and a way to say that nobody waits for it any more. */
  ask(call) {
    let entry = this.open.get(call);
    if (!entry) {
      entry = { call, waiting: 0 };
      entry.promise = new Promise((resolve) => { entry.resolve = resolve; });
      this.open.set(call, entry);
      this.queue.push(entry);
      this.schedule();
    }
    entry.waiting += 1;
    return { promise: entry.promise, cancel: () => this.cancel(entry) };
  }

  cancel(entry) {
    entry.waiting -= 1;
    if (entry.waiting > 0) return;
    this.close(entry, refusal("#N/A", "xlmarket: cancelled"));
    if (this.batch && !this.batch.some((one) => one.waiting > 0)) this.abort.abort();
  }

  /** When nothing flies, the next batch leaves as soon as Excel has handed over all it has in hand. */
  schedule() {
    if (this.isScheduled || this.batch) return;
    this.isScheduled = true;
    setTimeout(() => this.fly(), 0);
  }

  async fly() {
    this.isScheduled = false;
    const batch = this.load();
    if (!batch.length) return;
    this.batch = batch;
    const { answer, why } = await this.carry(batch);
    this.batch = null;
    this.settle(batch, answer, why);
    if (this.queue.length) this.schedule();
  }

  /** What is still wanted, from the front of the queue, up to the size of a batch. */
  load() {
    this.queue = this.queue.filter((entry) => entry.waiting > 0);
    let count = 0;
    let bytes = 0;
    while (count < Math.min(this.queue.length, this.limits.calls)) {
      bytes += this.queue[count].call.length * 3; // at most, in UTF-8
      if (count && bytes > this.limits.bytes) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  carry(batch) {
    return send("api/calls", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: `{"calls":[${batch.map((entry) => entry.call).join(",")}]}`,
      isWanted: () => batch.some((entry) => entry.waiting > 0),
      onAbort: (abort) => { this.abort = abort; },
    });
  }

  /** A batch out of time comes back with fewer values than calls: the others are asked for again, first of all. */
  settle(batch, answer, why) {
    const values = answer ? answer.values : [];
    this.onAnswer(batch, answer, why);
    if (!answer) batch.forEach((entry) => this.close(entry, refusal("#N/A", why)));
    else this.queue.unshift(...batch.slice(values.length));
    values.forEach((value, place) => this.close(batch[place], value));
  }

  close(entry, value) {
    if (this.open.get(entry.call) === entry) this.open.delete(entry.call);
    entry.resolve(value);
  }
}
