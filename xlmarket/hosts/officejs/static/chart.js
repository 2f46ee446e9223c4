/* A series as a drawing: columns for few periods, a line for many. A period without a figure stays empty. */
"use strict";

const chart = (() => {
  const WIDTH = 320;
  const HEIGHT = 150;
  const LEFT = 44;
  const TOP = 8;
  const BOTTOM = 20;
  const MOST_COLUMNS = 24;
  const SPACE = "http://www.w3.org/2000/svg";
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
  const full = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

  function node(name, attributes, ...children) {
    const made = document.createElementNS(SPACE, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }

  /** Round numbers from the lowest to the highest figure, zero among them. */
  function ticks(values) {
    const low = Math.min(0, ...values);
    const high = Math.max(0, ...values);
    const rough = (high - low || 1) / 3;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
    const first = Math.floor(low / step);
    const count = Math.ceil(high / step) - first || 1;
    return Array.from({ length: count + 1 }, (_, place) => (first + place) * step);
  }

  /** How a drawing is told to somebody who does not see it. */
  function sentence({ market, metric, unit }, held) {
    if (!held.length) return `${metric} of ${market}: no figures`;
    const [first, last] = [held[0], held.at(-1)];
    const lead = `${metric} of ${market} in ${unit}`;
    if (held.length === 1) return `${lead}: ${full.format(first.value)} in ${first.period}`;
    return `${lead}: from ${full.format(first.value)} in ${first.period} to ${full.format(last.value)} in ${last.period}`;
  }

  function columns(points, x, y, room) {
    const width = Math.min(room * 0.72, 44);
    return points.map((point, place) => (point.value === null ? "" : node("rect", {
      class: "bar", x: x(place) - width / 2, y: Math.min(y(point.value), y(0)), width,
      height: Math.max(1, Math.abs(y(0) - y(point.value))),
    }, node("title", {}, `${point.period}: ${full.format(point.value)}`))));
  }

  /** A line that breaks where there is no figure. */
  function line(points, x, y) {
    let pen = "M";
    let path = "";
    points.forEach((point, place) => {
      if (point.value !== null) path += `${pen}${x(place).toFixed(1)} ${y(point.value).toFixed(1)}`;
      pen = point.value === null ? "M" : "L";
    });
    return [node("path", { class: "curve", d: path })];
  }

  function labels(points, x) {
    const last = points.length - 1;
    const places = points.length > 2 ? [0, Math.round(last / 2), last] : points.map((_, place) => place);
    return places.map((place) => node("text", { x: x(place), y: HEIGHT - 5, "text-anchor": anchor(place, last) },
      points[place].period));
  }

  function anchor(place, last) {
    if (last < 6) return "middle";
    return { 0: "start", [last]: "end" }[place] || "middle";
  }

  /** The drawing of what the server says of a series. */
  function draw(series) {
    const { points } = series;
    const held = points.filter((point) => typeof point.value === "number");
    const marks = ticks(held.map((point) => point.value));
    const room = (WIDTH - LEFT) / Math.max(1, points.length);
    const x = (place) => LEFT + room * (place + 0.5);
    const y = (value) => TOP + ((marks.at(-1) - value) / (marks.at(-1) - marks[0])) * (HEIGHT - TOP - BOTTOM);
    const rules = marks.flatMap((mark) => [
      node("line", { class: mark ? "rule" : "rule zero", x1: LEFT, x2: WIDTH, y1: y(mark), y2: y(mark) }),
      node("text", { x: LEFT - 6, y: y(mark) + 4, "text-anchor": "end" }, short.format(mark)),
    ]);
    const shape = points.length > MOST_COLUMNS ? line(points, x, y) : columns(points, x, y, room);
    return node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": sentence(series, held) },
      ...rules, ...shape, ...labels(points, x));
  }

  return { draw, full };
})();
