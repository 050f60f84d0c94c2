// One small chart: figures over time, drawn as far as the words go and no further.
const SVG = "http://www.w3.org/2000/svg";
function s(tag, props, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const name in props || {}) if (props[name] !== null && props[name] !== undefined) made.setAttribute(name, props[name]);
  made.append(...children.flat().filter(Boolean));
  return made;
}
const WIDE = 340, HIGH = 170, LEFT = 50, TOP = 12, BOTTOM = 22, GUTTER = 40;

function ticks(low, high, wanted) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const made = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) made.push(at * step);
  return made;
}
function dayTicks(low, high) {
  const date = (day) => new Date(day * DAY);
  const years = (high - low) / 365.25;
  const made = [];
  if (years > 2.2) {
    const step = [1, 2, 5, 10, 20, 50].find((n) => years / n <= 5.5) || 100;
    for (let year = Math.ceil(date(low).getUTCFullYear() / step) * step; year <= date(high).getUTCFullYear(); year += step) made.push([Date.UTC(year, 0, 1) / DAY, String(year)]);
  } else {
    const step = [1, 2, 3, 6, 12].find((n) => (years * 12) / n <= 4.5) || 12;
    const first = date(low);
    for (let month = Math.ceil(first.getUTCMonth() / step) * step, year = first.getUTCFullYear(), n = 0; n < 40; n++, month += step) {
      const day = Date.UTC(year, month, 1) / DAY;
      if (day > high) break;
      made.push([day, new Date(day * DAY).toISOString().slice(0, 7)]);
    }
    if (!made.length) made.push([(low + high) / 2, date((low + high) / 2).toISOString().slice(0, 10)]);
  }
  return made.filter(([day]) => day >= low && day <= high);
}

// The first and last day of the figures; null where none has a period.
function daySpan(rows) {
  let low = Infinity, high = -Infinity;
  for (const row of rows) if (row.period) { low = Math.min(low, row.period.kind === "instant" ? row.period.start : row.period.start); high = Math.max(high, row.period.end); }
  if (low === Infinity) return null;
  const pad = Math.max((high - low) * 0.04, high - low < 60 ? 30 : 2);
  return [low - pad, high + pad];
}

function chart(rows, span, title) {
  const ranks = rows[0].kind === "rank";
  const numbers = rows.flatMap((row) => [Number(row.value), Number(row.bound === "range" ? row.value_max : row.value)]);
  let low = ranks ? 1 : Math.min(0, ...numbers), high = Math.max(...numbers, ranks ? 2 : low);
  if (low === high) high = low + 1;
  const room = (high - low) * 0.1;
  high += ranks ? 0.3 : high > 0 ? room : room / 4;
  if (low < 0) low -= room;
  if (ranks) low -= 0.3;
  const undated = rows.some((row) => !row.period);
  const right = WIDE - 8 - (undated ? GUTTER : 0);
  const y = (value) => { const part = (value - low) / (high - low); return TOP + (ranks ? part : 1 - part) * (HIGH - TOP - BOTTOM); };
  const x = (day) => LEFT + ((day - span[0]) / (span[1] - span[0])) * (right - LEFT);
  const values = ticks(low, high, 4).filter((at) => !ranks || Number.isInteger(at));
  const digits = Math.max(0, ...values.map((at) => sayNumber(at, 2)).map((text) => (/\.(\d+)/.exec(text) || ["", ""])[1].length));
  const grid = values.map((at) => [
    s("line", { class: at === 0 ? "zero" : "grid", x1: LEFT, x2: WIDE - 8, y1: y(at), y2: y(at) }),
    s("text", { class: "tick", x: LEFT - 5, y: y(at) + 3.5, "text-anchor": "end" }, `${sayNumber(at, Math.max(2, digits))}${rows[0].unit === "%" ? "%" : ""}`)]);
  const dates = span ? dayTicks(span[0], span[1]).map(([day, text]) => [
    s("line", { class: "grid", x1: x(day), x2: x(day), y1: HIGH - BOTTOM, y2: HIGH - BOTTOM + 4 }),
    s("text", { class: "tick", x: Math.min(Math.max(x(day), LEFT + 10), right - (undated ? 16 : 8)), y: HIGH - 6, "text-anchor": "middle" }, text)]) : [];
  const gutter = undated ? [
    s("line", { class: "gutter", x1: right + 6, x2: right + 6, y1: TOP, y2: HIGH - BOTTOM }),
    s("text", { class: "tick", x: right + 6 + GUTTER / 2, y: HIGH - 6, "text-anchor": "middle" }, t("no_period_axis"))] : [];
  const place = (row) => (row.period ? [x(row.period.start), x(row.period.end + 1)] : [right + 6 + GUTTER / 2, right + 6 + GUTTER / 2]);
  const weight = (row) => (row.rank === "deprecated" ? 0 : row.conflict === "contested" ? 2 : 1);
  return s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": title, class: "chart" }, ...grid.flat(), ...dates.flat(), ...gutter,
    ...quarrels(rows, place, y), ...[...rows].sort((a, b) => weight(a) - weight(b)).map((row) => mark(row, ...place(row), y)));
}

// A line between the answers to one question that exclude each other.
function quarrels(rows, place, y) {
  const slots = new Map();
  for (const row of rows) if (row.conflict === "contested") slots.set(row.slot_id, [...(slots.get(row.slot_id) || []), row]);
  return [...slots.values()].filter((some) => some.length > 1).map((some) => {
    const [start, end] = place(some[0]);
    const middle = markX(some[0], start, end);
    const heights = some.map((row) => y(Number(row.value)));
    return s("line", { class: "quarrel", x1: middle, x2: middle, y1: Math.min(...heights), y2: Math.max(...heights) });
  });
}
const markX = (row, start, end) => (row.period && row.period.kind === "to_date" ? end : (start + end) / 2);

// The mark of a figure: a bar over its period, a dot at a point in time, a flag where a running total ends; open where the bound is open.
function mark(row, start, end, y) {
  const at = y(Number(row.value));
  const kind = row.period ? row.period.kind : "instant";
  const bounded = row.bound !== "=" && row.bound !== "~" && row.bound !== "range";
  const wide = kind === "duration" && end - start >= 5;
  const middle = markX(row, start, end);
  const shapes = [];
  if (row.bound === "range") {
    const to = y(Number(row.value_max));
    const x0 = wide ? start : middle - 4, x1 = wide ? end : middle + 4;
    shapes.push(s("rect", { class: "band", x: x0, y: Math.min(at, to), width: x1 - x0, height: Math.max(2, Math.abs(at - to)) }));
  } else {
    if (kind === "to_date" && end - start >= 5) shapes.push(s("line", { class: "run", x1: start, x2: end, y1: at, y2: at }));
    if (wide) shapes.push(s("line", { class: bounded ? "bar thin" : "bar", x1: start + 0.7, x2: end - 0.7, y1: at, y2: at }));
    if (kind === "to_date") shapes.push(s("path", { class: bounded ? "open" : "dot", d: `M${end} ${at - 5}L${end} ${at + 5}L${end - 7} ${at}Z` }));
    else if (!wide || bounded) shapes.push(s("circle", { class: bounded ? "open" : "dot", cx: middle, cy: at, r: 4 }));
    if (bounded) {
      const up = row.bound.startsWith(">") === Number(row.value) >= 0 ? -1 : 1;
      const way = y(1) < y(0) ? up : -up;
      const reach = kind === "to_date" ? middle - 3 : middle;
      shapes.push(s("path", { class: "arrow", d: `M${reach} ${at + 4 * way}V${at + 13 * way}m-3 ${-4 * way}l3 ${4 * way}l3 ${-4 * way}` }));
    }
  }
  if (row.modality === "denied") shapes.push(s("path", { class: "cross", d: `M${middle - 5} ${at - 5}l10 10m0 -10l-10 10` }));
  const classes = ["mark", row.kind === "target" && row.modality === "asserted" ? "planned" : row.modality, row.conflict === "contested" ? "contested" : "", row.rank === "deprecated" ? "deprecated" : "", row.bound === "~" ? "about" : ""];
  return s("g", { class: classes.filter(Boolean).join(" "), "data-id": row.fact_id }, s("title", null, `${sayPeriod(row.period)} · ${sayValue(row)}${row.conflict === "contested" ? ` · ${word("conflict", "contested")}` : ""}`),
    s("rect", { class: "reach", x: Math.min(start, middle) - 6, y: at - 8, width: Math.max(12, end - start + 12), height: 16 }), shapes);
}

// The same marks with what they mean.
function legend() {
  const [year, day, to] = ["duration", "instant", "to_date"].map((kind) => ({ kind, text: "2018" }));
  const plain = { value: 0, bound: "=", modality: "asserted", kind: "level", period: year };
  const samples = [["legend_duration", {}], ["legend_instant", { period: day }], ["legend_to_date", { period: to }], ["legend_above", { bound: ">", period: day }], ["legend_below", { bound: "<", period: day }],
    ["legend_range", { bound: "range", value_max: 1 }], ["legend_about", { bound: "~" }], ["legend_planned", { kind: "target" }], ["legend_rumoured", { modality: "rumoured" }], ["legend_denied", { modality: "denied", period: day }],
    ["legend_contested", { conflict: "contested", period: day }], ["legend_deprecated", { rank: "deprecated", period: day }]];
  const drawn = ([key, more]) => {
    const row = { ...plain, ...more };
    const y = (value) => (row.bound === "range" ? 21 - value * 10 : row.bound === ">" ? 20 : row.bound === "<" ? 10 : 15) - (row.bound === "range" ? 0 : value * 0.001);
    const shape = mark(row, 5, 31, y);
    shape.querySelector("title").remove();
    return h("li", null, s("svg", { viewBox: "0 0 36 30", class: "chart sample", "aria-hidden": "true" }, shape), h("span", null, t(key)));
  };
  return h("details", { class: "legend", open: true }, h("summary", null, t("legend")), h("ul", null, samples.map(drawn)));
}
