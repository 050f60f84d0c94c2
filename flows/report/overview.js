// What is in the corpus, what the last run changed, and what could not be read.
const PER_ROWS = 20;
function cutNote(name) {
  const total = data.total[name], shown = name === "changes" ? data.shown.changes : data.shown[name];
  return shown < total ? h("p", { class: "note" }, t("sampled_rows", { shown: count(shown), total: count(total) })) : "";
}

function drawOverview() {
  const c = data.counts;
  for (const cell of document.querySelectorAll("[data-sub]")) cell.textContent = t(cell.dataset.sub, Object.fromEntries(Object.entries(c).map(([key, n]) => [key, count(n)])));
  $("sampled").hidden = data.shown.facts >= data.total.facts;
  $("sampled").textContent = t("sampled", { shown: count(data.shown.facts), total: count(data.total.facts) });
  const o = data.overview;
  const years = o.years.map((row) => ({ name: row.key === null ? t("unknown_year") : String(row.key), n: row.n }));
  $("corpus").replaceChildren(
    ...standingOut(),
    ranked("by_event", o.types.filter((row) => row.fact_kind === "event").slice(0, 8).map((row) => ({ name: word("event_type", row.key), n: row.n }))),
    ranked("by_metric", o.types.filter((row) => row.fact_kind === "metric").slice(0, 8).map((row) => ({ name: word("metric", row.key), n: row.n }))),
    ranked("by_year", years.slice(-12)),
    ranked("by_source", o.sites.slice(0, 8).map((row) => ({ name: row.key, n: row.n }))),
    ranked("by_language", o.languages.map((row) => ({ name: word("lang", row.key), n: row.n }))),
    ranked("by_repair", o.repairs.length ? o.repairs.slice(0, 8).map((row) => ({ name: word("repair", row.key), n: row.n })) : [{ name: t("no_repairs"), n: 0 }]));
}
// The facts to look at first: what several stories say, and what they dispute.
function standingOut() {
  const look = (row, ...text) => h("button", { type: "button", class: "look", title: t("look"), onclick: () => searchFor(row.fact_id) }, ...text);
  const told = facts.filter((row) => row.n_stories > 1).sort((a, b) => b.n_stories - a.n_stories || (a.statement ? 0 : 1) - (b.statement ? 0 : 1) || compare(a.fact_id, b.fact_id)).slice(0, 6);
  const slots = new Map();
  for (const row of metrics) if (row.conflict === "contested") slots.set(row.slot_id, [...(slots.get(row.slot_id) || []), row]);
  const fought = [...slots.values()].filter((some) => some.length > 1).sort((a, b) => b.length - a.length || compare(a[0].fact_id, b[0].fact_id)).slice(0, 6);
  const made = [];
  if (told.length) made.push(h("figure", { class: "out" }, h("figcaption", null, t("most_told")), h("ol", null, told.map((row) => h("li", null, look(row, brief(statement(row), null, 120)), " ", storyPips(row))))));
  if (fought.length) made.push(h("figure", { class: "out" }, h("figcaption", null, t("disputed")), h("ol", null, fought.map((some) => h("li", null,
    look(some[0], brief(subjectOf(some[0]), null, 40), ` ${sayPeriod(some[0].period)} ${sayMeasure(some[0])}`), " ", h("span", { class: "against" }, some.map((row, at) => [at ? " ↔ " : "", sayValue(row)])))))));
  return made;
}
function ranked(title, found) {
  const most = Math.max(1, ...found.map((row) => row.n));
  return h("figure", null, h("figcaption", null, t(title)), h("ul", { class: "ranked" }, found.map((row) => {
    const bar = h("i", { "aria-hidden": "true" });
    bar.style.width = `${(row.n / most) * 100}%`;
    return h("li", null, brief(row.name, { class: "name" }), h("span", { class: "n" }, count(row.n)), bar);
  })));
}

function drawNews(section) {
  const kinds = Object.keys(data.changed);
  const first = changes.length > 0 && kinds.length === 1 && kinds[0] === "added" && data.total.changes === data.total.facts;
  const run = data.run;
  section.querySelector("h2 small").textContent = count(data.total.changes);
  const lead = run ? h("p", { class: "hint" }, t("since", { run: run.run_id, new: count(run.n_new), reused: count(run.n_reused), failed: count(run.n_failed) }), " ", first ? t("first_run", { n: count(data.total.changes) }) : changes.length ? "" : t("no_changes")) : "";
  const found = changes.filter((row) => (!state.change.size || state.change.has(row.change)) && (row.fact ? view.keep.has(facts[row.fact - 1].fact_id) : !narrowed() || (state.tokens.length && hits(fold(`${row.statement}\n${row.quote}`)))));
  section.querySelector(".body").replaceChildren(lead, cutNote("changes"),
    kinds.length > 1 ? h("div", { class: "chips", role: "group", "aria-label": t("news") }, kinds.map((key) => h("button", {
      type: "button", class: "chip", "data-key": key, "aria-pressed": String(state.change.has(key)),
      onclick: () => { state.change.has(key) ? state.change.delete(key) : state.change.add(key); state.page.news = 1; refresh("news"); focusChip("news", key); },
    }, t(`change_${key}`), h("span", { class: "n" }, count(data.changed[key]))))) : "",
    ...(found.length ? [paged("news", found, PER_ROWS, (shown) => h("ol", { class: "changes" }, shown.map(drawChange)))].flat() : [nothing()]));
}
function drawChange(row) {
  const fact = row.fact ? facts[row.fact - 1] : null;
  const [from, to] = row.stories || [];
  return h("li", { class: row.change },
    h("p", null, h("span", { class: `badge ${row.change}` }, t(`change_${row.change}`)), " ", h("strong", null, brief(fact ? statement(fact) : row.statement, null, 160)), " ", fact ? badges(fact) : null),
    row.before ? h("p", { class: "was" }, t("before"), " ", brief(row.before, null, 160)) : null,
    from && to && from !== to ? h("p", { class: "was" }, t("stories_change", { from, to })) : null,
    row.what.length ? h("p", { class: "was" }, t("what_changed"), " ", row.what.map((name) => [h("code", null, name), " "])) : null,
    fact ? [quoteOf(fact.quote, langOf(fact)), sourceLine(fact), details(fact)] : [quoteOf(row.quote || "", "zh"), h("p", { class: "from" }, brief(row.title))]);
}

function drawArticles(section) {
  const found = articles.filter((row) => {
    if (state.entity || state.modality.size || state.type.size || state.measure || state.low !== null || state.high !== null) return withFacts().has(row.at);
    return !state.tokens.length || withFacts().has(row.at) || hits(row.hay || (row.hay = fold([row.title, row.source, row.author, row.raw_path, row.url, row.published, row.article_id, ...row.keywords].filter(Boolean).join("\n"))));
  });
  section.querySelector("h2 small").textContent = count(found.length);
  section.querySelector(".body").replaceChildren(cutNote("articles"), ...(found.length ? [paged("articles", found, PER_ROWS, (shown) => h("ul", { class: "papers" }, shown.map(drawArticle)))].flat() : [nothing()]));
}
let factArticles = null;
function withFacts() {
  if (factArticles && factArticles.of === view.keep) return factArticles.found;
  const found = new Set();
  for (const row of [...view.events, ...view.metrics]) { found.add(row.article_id); for (const at of row.arts || []) found.add(at); }
  factArticles = { of: view.keep, found };
  return found;
}
function drawArticle(row) {
  return h("li", null,
    h("p", { class: "line" }, articleLine(row.at), " ", row.status !== "ok" ? h("span", { class: "badge contested" }, word("status", row.status)) : null, row.dup_of ? h("span", { class: "badge" }, t("reposted")) : null),
    h("p", { class: "sub" }, [word("lang", row.lang), t("n_facts", { n: count(row.n_facts) }), row.lossy_chars ? t("lossy", { n: count(row.lossy_chars) }) : null, row.repairs.map((key) => word("repair", key)).join(" → ")].filter(Boolean).map((text, at) => [at ? " · " : "", text]), " · ", said(row.raw_path, { class: "path" })),
    row.keywords.length ? h("p", { class: "keywords" }, row.keywords.map((key) => [brief(key, { class: "key" }, 30), " "])) : null);
}

function drawIssues(section) {
  const codes = data.overview.codes;
  section.querySelector("h2 small").textContent = count(data.total.issues);
  if (!codes.length) { section.querySelector(".body").replaceChildren(h("p", { class: "nothing" }, t("no_issues"))); return; }
  const found = issues.filter((row) => (!state.entity || !row.article_id || withFacts().has(row.article_id)) && (!state.tokens.length || hits(fold([row.code, row.message, row.stage, row.article_id ? [articles[row.article_id - 1].title, articles[row.article_id - 1].raw_path].join(" ") : ""].join("\n")))));
  section.querySelector(".body").replaceChildren(cutNote("issues"),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("issues") }, h("table", null,
      h("thead", null, h("tr", null, ["code", "level", "stage", "message", "times", "in_articles"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, codes.map((row) => {
        const at = (key) => row[key];
        return h("tr", null, h("th", { scope: "row" }, at("code")), h("td", null, h("span", { class: `badge ${row.level}` }, word("level", row.level))), h("td", null, row.stage), h("td", null, brief(row.message, null, 200)), h("td", { class: "n" }, count(row.times)), h("td", { class: "n" }, count(row.articles)));
      })))),
    h("h3", null, t("which_articles")),
    ...(found.length ? [paged("issues", found, PER_ROWS, (shown) => h("ul", { class: "papers" }, shown.map((row) => h("li", null,
      h("p", { class: "line" }, h("span", { class: `badge ${row.level}` }, row.code), " ", brief(row.message, null, 200), row.n > 1 ? ` × ${count(row.n)}` : ""),
      h("p", { class: "sub" }, row.article_id ? [articleLine(row.article_id, false), " · ", said(articles[row.article_id - 1].raw_path, { class: "path" })] : t("whole_corpus"))))))].flat() : [nothing()]));
}
