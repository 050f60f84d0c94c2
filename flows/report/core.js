// What every part uses: the data, the words, and the making of elements. Article text only ever goes into text nodes.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const state = { lang: "zh", q: "", entity: 0, from: "", to: "", modality: new Set(), type: new Set(), measure: "", order: "new", sort: "most", same: false, change: new Set(), page: {} };

const words = (at) => (typeof at === "string" ? at : at ? data.texts[at - 1] : null);
const list = (places) => (places || []).map(words);

// Rows of a table as objects; `texts` are the columns that point into the pool.
function rows(name, texts, lists = []) {
  const { rows: length, ...columns } = data.tables[name];
  const names = Object.keys(columns);
  const made = new Array(length);
  for (let at = 0; at < length; at++) {
    const row = { at: at + 1 };
    for (const column of names) row[column] = Array.isArray(columns[column]) ? columns[column][at] : columns[column];
    for (const column of texts) row[column] = words(row[column]);
    for (const column of lists) row[column] = list(row[column]);
    if (row.period !== undefined) row.period = row.period ? periods[row.period - 1] : null;
    made[at] = row;
  }
  return made;
}

const DAY = 86400000;
const dayOf = (iso) => Date.parse(iso) / DAY;
const periods = data.periods.map(([text, start, end, grain, kind]) => ({ text, start: dayOf(start), end: dayOf(end), first: start, last: end, grain, kind }));
const articles = rows("articles", ["title", "source", "author", "url", "raw_path", "lang", "status", "doc_date_grain"], ["keywords", "repairs"]);
const entities = rows("entities", ["name", "name_en", "entity_type", "wikidata_id", "ticker", "origin"], ["aliases"]);
const shared = ["type", "subject", "time_text", "time_basis", "modality", "said_by", "conflict", "rank", "quote"];
const events = rows("events", [...shared, "statement"], ["roles", "fillers"]);
const metrics = rows("metrics", [...shared, "dimension", "kind", "unit", "bound", "value_text", "metric_text", "base_period"]);
const facts = [...events, ...metrics];
const issues = rows("issues", ["code", "stage", "level", "message"]);
const changes = rows("changes", ["change", "statement", "before", "quote", "title"], ["what"]);
for (const row of events) row.ents = row.ents || (row.subject_id ? [row.subject_id] : []);
for (const row of metrics) row.ents = row.subject_id ? [row.subject_id] : [];
for (const row of facts) {
  row.subject = row.subject || nameOf(row.subject_id);
  row.fact_id = `f_${row.fact_id}`;
}

// Words of the page. A word that no vocabulary knows is shown as it is.
function t(key, filled) {
  const pair = data.words.ui[key];
  let text = pair ? pair[state.lang === "zh" ? 0 : 1] : key;
  if (filled) text = text.replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name, one, many) => (String(filled[name]) === "1" ? one : many));
  for (const name in filled || {}) text = text.replace(`{${name}}`, () => filled[name]);
  return text;
}
function word(group, key) {
  const pair = Object.hasOwn(data.words[group], key) ? data.words[group][key] : null; // a word of an article may be called anything
  return pair ? pair[state.lang === "zh" ? 0 : 1] : key || "";
}
const count = (n) => n.toLocaleString("en-US");

// An element: props are attributes, `on…` are listeners, children are elements or text.
function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const name in props || {}) {
    const value = props[name];
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

// Words of an article: apart from the page's own direction, with what was searched for marked.
function said(text, props) {
  const made = h("bdi", props);
  if (text === null || text === undefined) return made;
  const found = state.tokens && state.tokens.length ? marks(text) : [];
  let at = 0;
  for (const [start, end] of found) {
    made.append(text.slice(at, start), h("mark", null, text.slice(start, end)));
    at = end;
  }
  made.append(text.slice(at));
  return made;
}
// Words that have their place in a line: what is longer ends early, the whole of it shows on pointing.
const BRIEF = 90;
function brief(text, props, most = BRIEF) {
  return text !== null && text !== undefined && text.length > most ? said(`${text.slice(0, most)}…`, { ...props, title: text }) : said(text, props);
}
function marks(text) {
  const folded = [fold(text), text.toLowerCase()].find((some) => some.length === text.length); // places must stay what they are
  if (!folded) return [];
  const found = [];
  for (const token of state.tokens) for (let at = folded.indexOf(token); at >= 0 && found.length < 50; at = folded.indexOf(token, at + token.length)) found.push([at, at + token.length]);
  found.sort((a, b) => a[0] - b[0]);
  return found.filter(([start], at) => !found.slice(0, at).some(([, end]) => end > start));
}

const fold = (text) => text.normalize("NFKC").toLowerCase();
function nameOf(at) { return at ? entities[at - 1].name : ""; }
const label = (row) => (state.lang === "en" && row.name_en) || row.name;

// A period in words, never finer than it is.
function sayPeriod(period) {
  if (!period) return t("no_period");
  return period.text.split("/").map(sayPoint).join(state.lang === "zh" ? "至" : " – ");
}
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function sayPoint(point) {
  const [year, rest, day] = point.split("-");
  const zh = state.lang === "zh";
  if (!rest) return zh ? `${year}年` : year;
  if (rest[0] === "Q") return zh ? `${year}年第${"一二三四"[rest[1] - 1]}季度` : `Q${rest[1]} ${year}`;
  if (rest[0] === "H") return zh ? `${year}年${rest[1] === "1" ? "上" : "下"}半年` : `H${rest[1]} ${year}`;
  if (zh) return `${year}年${+rest}月${day ? `${+day}日` : ""}`;
  return `${day ? `${+day} ` : ""}${MONTHS[rest - 1]} ${year}`;
}

// A figure in words: no digit is lost that the data has.
const STEPS = { zh: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]], en: [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]] };
function sayNumber(value, digits = 6) {
  const number = Number(value);
  for (const [scale, name] of STEPS[state.lang]) if (Math.abs(number) >= scale) return trim(number / scale, digits) + name;
  return trim(number, digits);
}
const trim = (number, digits) => Number(number.toFixed(digits)).toLocaleString("en-US", { maximumFractionDigits: digits });
function sayValue(row) {
  const numbers = row.bound !== "range" ? sayNumber(row.value) : `${sayNumber(row.value)}–${sayNumber(row.value_max)}`;
  const unit = word("unit", row.unit);
  const bound = word("bound", row.bound);
  return `${bound}${numbers}${unit && !/^[%×]/.test(unit) && state.lang === "en" ? " " : ""}${unit}`;
}
function sayMeasure(row) {
  const kind = word("kind", row.kind);
  return [word("metric", row.type), row.dimension && `（${row.dimension}）`, kind].filter(Boolean).join(state.lang === "zh" ? "" : " ");
}
const subjectOf = (row) => (row.subject_id ? label(entities[row.subject_id - 1]) : row.subject);
function sayMetric(row) {
  const gap = state.lang === "zh" ? "" : " ";
  const comma = state.lang === "zh" ? "：" : ": ";
  return `${subjectOf(row)}${gap}${row.period ? `${gap ? "· " : ""}${sayPeriod(row.period)}${gap ? " · " : ""}` : ""}${sayMeasure(row)}${comma}${sayValue(row)}`;
}
const statement = (row) => row.statement || sayMetric(row);

// Pages of a list: what is shown, and buttons for the rest.
function paged(name, all, size, draw) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(state.page[name] || 1, pages);
  const from = (page - 1) * size;
  const body = draw(all.slice(from, from + size));
  if (pages === 1) return body;
  const go = (to) => () => {
    state.page[name] = to;
    refresh(name);
    const section = $(name.split("-")[0]);
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  };
  return [
    body,
    h("div", { class: "pager", role: "group", "aria-label": t("page_of", { page, pages }) },
      h("button", { type: "button", disabled: page === 1, onclick: go(page - 1) }, t("prev")),
      h("span", null, t("page_of", { page: count(page), pages: count(pages) }), " · ", t("range_of", { from: count(from + 1), to: count(Math.min(all.length, from + size)), n: count(all.length) })),
      h("button", { type: "button", disabled: page === pages, onclick: go(page + 1) }, t("next"))),
  ];
}
const nothing = () => h("p", { class: "nothing" }, t("nothing"));

// Buttons that are on or off; `chosen` is the set that they change.
function chips(group, keys, chosen, counts, section) {
  return keys.map((key) => h("button", {
    type: "button", class: "chip", "data-key": key, "aria-pressed": String(chosen.has(key)),
    onclick: () => { chosen.has(key) ? chosen.delete(key) : chosen.add(key); state.page = {}; refresh(section); focusChip(section, key); },
  }, word(group, key), counts ? h("span", { class: "n" }, count(counts[key] || 0)) : null));
}
function focusChip(section, key) {
  const found = [...document.querySelectorAll(".chip")].find((chip) => chip.dataset.key === key && (!section || chip.closest("section")?.id === section));
  if (found) found.focus();
}
