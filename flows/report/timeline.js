// What happened, by date: each event with its sentence, its source, and how many stories say so.
const PER_TIMELINE = 25;
function drawTimeline(section) {
  const body = section.querySelector(".body");
  const keys = Object.keys(data.words.event_type).filter((key) => view.types[key] || state.type.has(key)).sort((a, b) => (view.types[b] || 0) - (view.types[a] || 0));
  const ordered = state.order === "old" ? view.events : [...view.events].reverse();
  const select = h("select", { onchange: (event) => { state.order = event.target.value; state.page = {}; refresh("timeline"); } },
    ["new", "old"].map((key) => h("option", { value: key, selected: state.order === key }, t(key === "new" ? "newest" : "oldest"))));
  body.replaceChildren(
    ...yearBars(),
    h("div", { class: "tools" },
      h("div", { class: "chips", role: "group", "aria-label": t("type") }, chips("event_type", keys, state.type, view.types, "timeline")),
      h("label", null, h("span", null, t("order")), select)),
    ...(ordered.length ? [paged("timeline", ordered, PER_TIMELINE, drawEvents)].flat() : [nothing()]));
}

// Events a year, whatever period is chosen, as buttons: what spans years counts in the year in which it began.
function yearBars() {
  const found = new Map();
  for (const row of view.years) { const year = Number(row.period.first.slice(0, 4)); found.set(year, (found.get(year) || 0) + 1); }
  if (found.size < 2) return [];
  const years = [...found.keys()].sort((a, b) => a - b);
  const last = years[years.length - 1];
  const first = Math.max(years[0], last - 59);
  const most = Math.max(...found.values());
  const bars = [];
  for (let year = first; year <= last; year++) {
    const n = found.get(year) || 0;
    const bar = h("i");
    bar.style.height = `${n ? Math.max(3, (n / most) * 56) : 0}px`;
    const only = state.from === String(year) && state.to === String(year);
    bars.push(h("button", { type: "button", disabled: !n, "aria-pressed": String(only), "aria-label": `${year}: ${n} ${t("events")}`, title: `${year}: ${n}`,
      onclick: () => { state.from = state.to = only ? "" : String(year); $("from").value = state.from; $("to").value = state.to; state.page = {}; refresh(); } },
      bar, h("span", { class: year % 5 && last - first > 14 ? "minor" : "" }, String(year))));
  }
  const made = h("div", { class: "bars" }, bars);
  requestAnimationFrame(() => { made.scrollLeft = made.scrollWidth; }); // on a narrow screen the latest years show
  return [h("figure", { class: "years" }, h("figcaption", null, t("per_year")), made)];
}

function drawEvents(shown) {
  const made = [];
  let year = "", items = [];
  for (const row of shown) {
    const its = row.period.first.slice(0, 4);
    if (its !== year) {
      year = its;
      items = [];
      made.push(h("h3", { class: "year" }, year), h("ol", { class: "events" }));
    }
    made[made.length - 1].append(drawEvent(row));
  }
  return h("div", { class: "rail" }, made);
}
function drawEvent(row) {
  return h("li", { class: `event ${row.modality} ${row.conflict === "contested" ? "contested" : ""}`, "data-id": row.fact_id },
    h("p", { class: "when" }, h("time", { datetime: row.period.first }, sayPeriod(row.period)), h("span", { class: "kind" }, word("event_type", row.type))),
    h("div", { class: "what" },
      h("h4", null, brief(row.statement.replace(/^[\d年月日至第季度上下半一二三四]+，/, ""), null, 160), " ", badges(row)),
      quoteOf(row.quote, langOf(row)),
      sourceLine(row),
      h("p", { class: "foot" }, storyPips(row), row.ents.length ? h("span", { class: "whos" }, row.ents.slice(0, 12).map(entityButton)) : null),
      details(row)));
}
