document.addEventListener("DOMContentLoaded", () => {
  const PRINTED = 1000;
  const ORDER = ["failed", "moved", "new", "unchanged"];
  const element = (id) => document.getElementById(id);
  const { shown, changes, words, rows } = JSON.parse(element("data").textContent);

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const reports = rows.map(([title, template, period, periodName, metric, metricTitle, links, figures, value, growth, path, end, change, details], place) => ({
    title, links, figures, value, growth, path, end, details, place,
    template: words[template], period: words[period], period_name: words[periodName],
    metric: words[metric], metric_title: words[metricTitle], change: words[change],
  }));
  for (const report of reports) {
    const names = report.links.map(([, href]) => { try { return decodeURIComponent(href); } catch { return href; } });
    report.text = plain([report.title, report.period, report.period_name, report.template, report.metric, report.metric_title, ...names].join(" "));
  }

  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const link = (href, text) => {
    const made = make("a", "", text);
    made.href = href;
    return made;
  };

  const line = (report) => {
    const box = make("div", "line");
    if (!report.path) return box;
    const draw = (name, attributes) => {
      const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
      return shape;
    };
    const picture = draw("svg", { viewBox: "0 0 96 24", width: 96, height: 24, "aria-hidden": "true" });
    const [x, y] = report.end.split(" ");
    picture.append(draw("path", { d: report.path }), draw("circle", { cx: x, cy: y, r: 2 }));
    box.append(picture);
    return box;
  };

  const listed = (report) => {
    const item = make("li", "row");
    const what = make("div", "what");
    const head = make("h3");
    const page = report.links[0];
    head.append(page ? link(page[1], report.title) : report.title);
    what.append(head, make("p", "about", `${report.period_name}  ·  ${report.template}`));
    const figures = make("dl", "figures");
    for (const [label, text] of report.figures) {
      const pair = make("div");
      pair.append(make("dt", "", words[label]), make("dd", "", text));
      figures.append(pair);
    }
    const change = make("div", `change ${report.change}`);
    change.append(make("p", "word", changes[report.change]), ...report.details.map((detail) => make("p", "", detail)));
    const files = make("ul", "files");
    for (const [label, href] of report.links) {
      const file = make("li");
      const target = link(href);
      target.append(make("span", "unseen", `${report.title}, ${report.period_name}, `), words[label]);
      file.append(target);
      files.append(file);
    }
    item.append(what, figures, line(report), change, files);
    return item;
  };

  const by = (key) => (one, two) => (one[key] === null) - (two[key] === null) || two[key] - one[key] || one.place - two.place;
  const orders = {
    title: (one, two) => one.title.localeCompare(two.title, "en") || one.place - two.place,
    period: (one, two) => two.period.localeCompare(one.period, "en", { numeric: true }) || one.place - two.place,
    value: by("value"),
    growth: by("growth"),
    fall: (one, two) => (one.growth === null) - (two.growth === null) || one.growth - two.growth || one.place - two.place,
    change: (one, two) => ORDER.indexOf(one.change) - ORDER.indexOf(two.change) || one.place - two.place,
  };

  const controls = [...element("filters").querySelectorAll("input, select")];
  let matches = reports;
  let page = 0;

  const select = () => {
    const search = plain(element("search").value).split(/\s+/).filter(Boolean);
    const filters = controls.filter((control) => control.id.startsWith("by-") && control.value)
      .map((control) => [control.id.slice(3), control.value]);
    matches = reports.filter((report) =>
      filters.every(([name, value]) => report[name] === value) && search.every((word) => report.text.includes(word)));
    const order = orders[element("sort").value];
    if (order) matches.sort(order);
  };

  const count = (number) => number.toLocaleString("en");

  const show = () => {
    const first = page * shown;
    const pages = Math.max(1, Math.ceil(matches.length / shown));
    element("rows").replaceChildren(...matches.slice(first, first + shown).map(listed));
    element("pages").hidden = pages === 1;
    element("place").textContent = `Page ${count(page + 1)} of ${count(pages)}`;
    element("back").disabled = page === 0;
    element("on").disabled = page === pages - 1;
    tell();
  };

  const tell = () => {
    const last = Math.min(matches.length, (page + 1) * shown);
    const range = matches.length > shown ? `, ${count(page * shown + 1)} to ${count(last)} shown` : "";
    const whole = matches.length === reports.length ? "" : ` of ${count(reports.length)}`;
    element("state").textContent = matches.length ? `${count(matches.length)}${whole} ${reports.length === 1 ? "report" : "reports"}${range}` : "No report matches. Clear the search or a filter.";
  };

  const keep = () => {
    const state = new URLSearchParams(controls.filter((control) => control.value).map((control) => [control.id.replace("by-", ""), control.value]));
    if (page) state.set("page", page + 1);
    try { history.replaceState(null, "", `#${state}`); } catch { /* a page from the disk may not be allowed to */ }
  };

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    if (![...state.values()].some(Boolean)) return false;
    for (const control of controls) control.value = state.get(control.id.replace("by-", "")) || "";
    select();
    page = Math.min(Math.max(0, (Number(state.get("page")) || 1) - 1), Math.max(0, Math.ceil(matches.length / shown) - 1));
    return true;
  };

  const turn = (step) => {
    page += step;
    show();
    keep();
    element("list").focus();
  };

  element("filters").addEventListener("submit", (event) => event.preventDefault());
  element("filters").addEventListener("input", () => {
    page = 0;
    select();
    show();
    keep();
  });
  element("back").addEventListener("click", () => turn(-1));
  element("on").addEventListener("click", () => turn(1));
  addEventListener("beforeprint", () => {
    if (matches.length <= PRINTED) element("rows").replaceChildren(...matches.map(listed));
  });
  addEventListener("afterprint", show);

  element("filters").hidden = element("state").hidden = false;
  if (recall()) {
    show();
  } else {
    element("pages").hidden = reports.length <= shown;
    element("place").textContent = `Page 1 of ${count(Math.ceil(reports.length / shown))}`;
    element("back").disabled = true;
    tell();
  }
});
