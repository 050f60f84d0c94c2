// Search and filters: one state, kept in the address of the page, so that a view can be bookmarked.
const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const named = new Map(); // folded name or alias -> entity, the one with more facts first
for (const row of entities) for (const name of [row.name, row.name_en, ...row.aliases]) if (name && !named.has(fold(name))) named.set(fold(name), row.at);

// The day that a date begins or ends with; null for none, NaN for what is no date.
function boundary(text, atEnd) {
  if (!text.trim()) return null;
  const found = DATE.exec(text.trim().replace(/[年./]/g, "-").replace(/[月日]/g, "").replace(/-$/, ""));
  if (!found) return NaN;
  const [, year, month, day] = found.map(Number);
  if (month === 0 || month > 12 || day === 0 || day > 31) return NaN;
  if (!atEnd) return Date.UTC(year, (month || 1) - 1, day || 1) / DAY;
  return (day ? Date.UTC(year, month - 1, day) : Date.UTC(year, month || 12, 0)) / DAY;
}

// What a row can be found by, made when something is searched for first.
function hay(row) {
  if (row.hay) return row.hay;
  const article = row.article_id ? articles[row.article_id - 1] : null;
  const names = row.ents.flatMap((at) => { const e = entities[at - 1]; return [e.name, e.name_en, ...e.aliases]; });
  const types = row.statement ? data.words.event_type[row.type] : data.words.metric[row.type];
  row.hay = fold([row.statement, row.subject, row.quote, row.said_by, row.value_text, row.metric_text, row.time_text, row.period && row.period.text, row.fact_id,
    article && article.title, article && article.source, ...(types || []), ...names, ...(row.fillers || [])].filter(Boolean).join("\n"));
  return row.hay;
}
const hits = (text) => state.tokens.every((token) => text.includes(token));

const about = (row) => (!state.entity || row.ents.includes(state.entity)) && (!state.tokens.length || hits(hay(row)));
function during(row) {
  if (state.low === null && state.high === null) return true;
  return Boolean(row.period) && (state.low === null || row.period.end >= state.low) && (state.high === null || row.period.start <= state.high);
}
const rightModality = (row) => !state.modality.size || state.modality.has(row.modality);

// Everything that the sections show, worked out once a change.
const view = {};
function compute() {
  state.tokens = fold(state.q).split(/\s+/).filter(Boolean);
  const low = boundary(state.from, false), high = boundary(state.to, true);
  state.low = Number.isNaN(low) ? null : low;
  state.high = Number.isNaN(high) ? null : high;
  const ever = events.filter(about), found = ever.filter(during), figures = metrics.filter((row) => during(row) && about(row));
  view.modalities = {};
  for (const row of found) view.modalities[row.modality] = (view.modalities[row.modality] || 0) + 1;
  for (const row of figures) view.modalities[row.modality] = (view.modalities[row.modality] || 0) + 1;
  const rightType = (row) => !state.type.size || state.type.has(row.type);
  view.years = ever.filter((row) => rightModality(row) && rightType(row));
  const typed = found.filter(rightModality);
  view.types = {};
  for (const row of typed) view.types[row.type] = (view.types[row.type] || 0) + 1;
  view.events = typed.filter(rightType);
  const measured = figures.filter(rightModality);
  view.measures = {};
  for (const row of measured) view.measures[row.type] = (view.measures[row.type] || 0) + 1;
  view.metrics = state.measure ? measured.filter((row) => row.type === state.measure) : measured;
  view.keep = new Set();
  for (const row of view.events) view.keep.add(row.fact_id);
  for (const row of view.metrics) view.keep.add(row.fact_id);
}
const narrowed = () => Boolean(state.q.trim() || state.entity || state.low !== null || state.high !== null || state.modality.size || state.type.size || state.measure);

const KEPT = { lang: "lang", q: "q", from: "from", to: "to", measure: "measure", order: "order", sort: "sort" };
function readAddress() {
  const asked = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  state.lang = asked.get("lang") || kept() || ((navigator.language || "").startsWith("zh") ? "zh" : "en");
  if (state.lang !== "zh" && state.lang !== "en") state.lang = "zh";
  for (const key of ["q", "from", "to", "measure"]) state[key] = asked.get(key) || "";
  state.order = asked.get("order") === "old" ? "old" : "new";
  state.sort = ["most", "contested", "name"].includes(asked.get("sort")) ? asked.get("sort") : "most";
  state.entity = named.get(fold(asked.get("entity") || "")) || 0;
  state.modality = new Set((asked.get("modality") || "").split(" ").filter((key) => key in data.words.modality));
  state.type = new Set((asked.get("type") || "").split(" ").filter((key) => key in data.words.event_type));
}
function writeAddress() {
  const told = new URLSearchParams();
  for (const [key, name] of Object.entries(KEPT)) if (state[key] && !(key === "order" && state[key] === "new") && !(key === "sort" && state[key] === "most")) told.set(name, state[key]);
  if (state.entity) told.set("entity", nameOf(state.entity));
  for (const key of ["modality", "type"]) if (state[key].size) told.set(key, [...state[key]].join(" "));
  try { history.replaceState(null, "", `#${told}`); } catch { /* an address that may not change does no harm */ }
}
function kept() {
  try { return localStorage.getItem("zhishi-lang"); } catch { return null; }
}

function drawFilters() {
  for (const [id, value] of [["q", state.q], ["from", state.from], ["to", state.to]]) if (document.activeElement !== $(id)) $(id).value = value;
  const field = $("entity");
  if (document.activeElement !== field) field.value = state.entity ? nameOf(state.entity) : field.value.trim() && !named.has(fold(field.value.trim())) ? field.value : "";
  for (const [id, atEnd] of [["from", false], ["to", true]]) {
    const wrong = Number.isNaN(boundary(state[id], atEnd));
    $(id).setAttribute("aria-invalid", String(wrong));
    $(id).title = wrong ? t("bad_date") : "";
  }
  $("modalities").replaceChildren(...chips("modality", ["asserted", "planned", "rumoured", "denied"], state.modality, view.modalities));
  $("told").textContent = t("shown_of", { events: count(view.events.length), all_events: count(events.length), metrics: count(view.metrics.length), all_metrics: count(metrics.length) });
  $("clear").hidden = !narrowed() && !$("entity").value && !$("q").value && !$("from").value && !$("to").value;
}

function chooseEntity(at) {
  state.entity = at;
  state.page = {};
  $("entity").value = nameOf(at);
  $("entity").setAttribute("aria-invalid", "false");
  refresh();
}
function searchFor(text) {
  clearFilters();
  state.q = $("q").value = text;
  refresh();
  const section = $(view.events.length ? "timeline" : "figures");
  section.scrollIntoView();
  section.focus({ preventScroll: true });
}
function clearFilters() {
  Object.assign(state, { q: "", entity: 0, from: "", to: "", measure: "", page: {} });
  state.modality.clear();
  state.type.clear();
  for (const id of ["q", "entity", "from", "to"]) { $(id).value = ""; $(id).setAttribute("aria-invalid", "false"); }
  refresh();
  $("q").focus();
}
function listen() {
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => { state.page = {}; refresh(); }, 120); };
  for (const id of ["q", "from", "to"]) $(id).addEventListener("input", () => { state[id] = $(id).value; soon(); });
  $("entity").addEventListener("input", () => {
    const asked = fold($("entity").value.trim());
    state.entity = named.get(asked) || 0;
    $("entity").setAttribute("aria-invalid", String(Boolean(asked) && !state.entity));
    $("entity").title = asked && !state.entity ? t("no_entity") : "";
    soon();
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("clear").addEventListener("click", clearFilters);
  $("language").addEventListener("click", () => {
    state.lang = state.lang === "zh" ? "en" : "zh";
    try { localStorage.setItem("zhishi-lang", state.lang); } catch { /* not kept, that is all */ }
    relabel();
    refresh();
  });
  $("names").append(...entities.filter((row) => row.n_facts).slice(0, 3000).map((row) => h("option", { value: row.name }, row.name_en || "")));
}
