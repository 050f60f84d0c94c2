// Figures as small multiples: one panel for an entity, a measure, its part, kind and unit.
const PER_FIGURES = 12;
function panelsOf(found) {
  const made = new Map();
  for (const row of found) {
    const key = [row.subject_id || row.subject, row.type, row.dimension, row.kind === "target" ? "level" : row.kind, row.unit].join("\u001f");
    if (!made.has(key)) made.set(key, { key, rows: [], dates: new Set(), contested: 0, stories: 0 });
    const panel = made.get(key);
    panel.rows.push(row);
    if (row.period) panel.dates.add(row.period.text);
    if (row.conflict === "contested") panel.contested++;
    panel.stories += row.n_stories;
  }
  const vague = (panel) => (panel.rows[0].type.startsWith("other_") ? 1 : 0);
  const by = {
    most: (a, b) => vague(a) - vague(b) || b.dates.size - a.dates.size || b.rows.length - a.rows.length || b.stories - a.stories,
    contested: (a, b) => vague(a) - vague(b) || b.contested - a.contested || b.rows.length - a.rows.length,
    name: (a, b) => compare(a.rows[0].subject, b.rows[0].subject) || compare(a.rows[0].type, b.rows[0].type),
  };
  return [...made.values()].sort((a, b) => by[state.sort](a, b) || compare(a.key, b.key));
}
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function drawFigures(section) {
  const panels = panelsOf(view.metrics);
  const measures = Object.keys(view.measures).sort((a, b) => view.measures[b] - view.measures[a]);
  if (state.measure && !measures.includes(state.measure)) measures.unshift(state.measure);
  const choose = (key) => (event) => { state[key] = event.target.value; state.page = {}; refresh(key === "measure" ? undefined : "figures"); };
  const tools = h("div", { class: "tools" },
    h("label", null, h("span", null, t("measure")), h("select", { id: "measure", onchange: choose("measure") },
      h("option", { value: "" }, t("all")), measures.map((key) => h("option", { value: key, selected: state.measure === key }, `${word("metric", key)} (${count(view.measures[key] || 0)})`)))),
    h("label", null, h("span", null, t("order")), h("select", { onchange: choose("sort") },
      ["most", "contested", "name"].map((key) => h("option", { value: key, selected: state.sort === key }, t(`order_${key}`))))),
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: state.same, onchange: (event) => { state.same = event.target.checked; refresh("figures"); } }), h("span", null, t("same_axis"))));
  section.querySelector(".body").replaceChildren(tools, legend(), ...(panels.length ? [paged("figures", panels, PER_FIGURES, (shown) => {
    const span = state.same ? daySpan(shown.flatMap((panel) => panel.rows)) : null;
    return h("div", { class: "panels" }, shown.map((panel) => drawPanel(panel, span)));
  })].flat() : [nothing()]));
}

function drawPanel(panel, sharedSpan) {
  const [first] = panel.rows;
  const head = headline(panel.rows);
  const name = `${subjectOf(first)} ${sayMeasure({ ...first, kind: first.kind === "target" ? "level" : first.kind })}`;
  const made = h("article", { class: "panel" },
    h("h3", null, first.subject_id ? entityButton(first.subject_id) : brief(first.subject, { class: "who text" }, 40), " ", h("span", { class: "measure" }, sayMeasure({ ...first, kind: first.kind === "target" ? "level" : first.kind }))),
    h("p", { class: "headline" }, h("strong", { class: head.conflict === "contested" ? "contested" : null }, sayValue(head)), " ", h("span", null, sayPeriod(head.period), head.modality !== "asserted" || head.kind === "target" ? ` · ${t("only_planned")}` : ""), panel.contested ? h("span", { class: "badge contested" }, t("n_contested", { n: count(panel.contested) })) : null));
  if (panel.rows.length > 1) {
    const picture = chart(panel.rows, sharedSpan || daySpan(panel.rows), describe(panel, name));
    picture.addEventListener("click", (event) => {
      const found = event.target.closest(".mark");
      if (found) show(made, found.dataset.id);
    });
    made.append(picture);
  } else made.append(quoteOf(first.quote, langOf(first)), sourceLine(first));
  const table = h("details", { class: "rows" }, h("summary", null, t("data_rows", { n: count(panel.rows.length) })));
  table.fill = () => { if (table.childElementCount === 1) table.append(h("ol", null, panel.rows.map(drawFigure))); };
  table.addEventListener("toggle", table.fill);
  made.append(table);
  return made;
}
function show(panel, id) {
  const table = panel.querySelector("details.rows");
  table.fill();
  table.open = true;
  for (const row of table.querySelectorAll("li")) row.classList.toggle("found", row.dataset.id === id);
  const found = table.querySelector("li.found");
  found.scrollIntoView({ block: "nearest" });
  found.focus({ preventScroll: true });
}

// What stands above the chart: the latest figure that is said to hold and was not outvoted, else the best there is.
function headline(found) {
  const worth = (row) => [row.modality === "asserted" && row.kind !== "target", row.rank !== "deprecated", Boolean(row.period)].reduce((sum, yes) => sum * 2 + (yes ? 1 : 0), 0);
  return [...found].sort((a, b) => worth(b) - worth(a) || (b.period ? b.period.end : 0) - (a.period ? a.period.end : 0) || (b.period ? b.period.start : 0) - (a.period ? a.period.start : 0) || (b.rank === "preferred") - (a.rank === "preferred") || b.n_stories - a.n_stories || compare(a.fact_id, b.fact_id))[0];
}
function describe(panel, title) {
  const dated = panel.rows.filter((row) => row.period);
  const sorted = [...panel.rows].sort((a, b) => Number(a.value) - Number(b.value));
  const edge = (pick) => (dated.length ? sayPeriod(dated.reduce((a, b) => (pick(b.period, a.period) ? b : a)).period) : t("no_period"));
  return t("chart_of", {
    title, unit: word("unit", panel.rows[0].unit), n: count(panel.rows.length), from: edge((a, b) => a.start < b.start), to: edge((a, b) => a.end > b.end),
    min: sayValue(sorted[0]), max: sayValue(sorted[sorted.length - 1]), contested: panel.contested ? t("chart_contested", { n: count(panel.contested) }) : "",
  });
}
function drawFigure(row) {
  return h("li", { tabindex: "-1", "data-id": row.fact_id, class: row.conflict === "contested" ? "contested" : "" },
    h("p", { class: "line" }, h("strong", null, sayValue(row)), " ", h("span", { class: "period" }, sayPeriod(row.period), row.period && row.period.kind === "to_date" ? ` (${t("legend_to_date")})` : ""), " ", row.kind === "target" ? h("span", { class: "badge planned" }, word("kind", "target")) : null, badges(row)),
    quoteOf(row.quote, langOf(row)), sourceLine(row), h("p", { class: "foot" }, storyPips(row)), details(row));
}
