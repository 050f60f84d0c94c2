// How a fact is shown with its sentence, its source, and what others say.
function entityButton(at) {
  const row = entities[at - 1];
  return h("button", { type: "button", class: "who", title: `${t("show_only")}: ${row.name.slice(0, BRIEF)}`, onclick: () => chooseEntity(at) }, brief(label(row), null, 40));
}
const safeLink = (url) => (/^https?:\/\//i.test(url || "") ? url : null);
function articleLine(at, withDates = true) {
  const row = articles[at - 1];
  if (!row) return h("span", null, t("no_title"));
  const title = brief(row.title || t("no_title"), { class: "title" });
  const link = safeLink(row.url);
  const dates = [row.published && `${t("posted")} ${row.published}`, row.doc_date && row.doc_date !== row.published && `${t("written")} ${row.doc_date.slice(0, { year: 4, month: 7 }[row.doc_date_grain] || 10)}`];
  return h("span", { class: "article" },
    brief(row.source || t("no_source"), { class: "site" }, 40), " · ",
    link ? h("a", { href: link, rel: "noopener noreferrer", target: "_blank", title: t("opens") }, title) : title,
    withDates && dates.some(Boolean) ? h("span", { class: "dates" }, ` · ${dates.filter(Boolean).join(" · ")}`) : null);
}

const LONG = 220;
function quoteOf(text, lang) {
  const made = h("blockquote", { lang: lang === "en" ? "en" : "zh" });
  if (text.length <= LONG) made.append(said(text));
  else {
    const rest = said(text.slice(0, LONG));
    const button = h("button", { type: "button", class: "plain", onclick: () => { made.replaceChildren(said(text)); } }, t("longer"));
    made.append(rest, "… ", button);
  }
  return made;
}

// Stories as pips, so that what many say is seen before it is read.
function storyPips(row) {
  const text = row.n_stories === 1 ? t("one_story") : t("n_stories", { n: count(row.n_stories) });
  return h("span", { class: row.n_stories > 1 ? "stories many" : "stories" }, h("span", { class: "pips", "aria-hidden": "true" }, "●".repeat(Math.min(5, row.n_stories)) + (row.n_stories > 5 ? "+" : "")), ` ${text}`);
}
function badges(row) {
  return [
    row.modality !== "asserted" ? h("span", { class: `badge ${row.modality}` }, word("modality", row.modality)) : null,
    row.conflict !== "none" ? h("span", { class: `badge ${row.conflict}` }, word("conflict", row.conflict)) : null,
    row.rank === "deprecated" ? h("span", { class: "badge deprecated" }, word("rank", "deprecated")) : null,
    row.period && row.time_basis !== "explicit" ? h("span", { class: "badge basis", title: row.time_text ? `${t("time_words")}: ${row.time_text}` : null }, word("basis", row.time_basis)) : null,
  ];
}

// The whole of the evidence, made only when it is opened.
function details(row) {
  const made = h("details", { class: "more" }, h("summary", null, t("more")));
  const fill = () => {
    if (made.childElementCount === 1) made.append(evidence(row));
  };
  made.addEventListener("toggle", fill);
  made.fill = fill;
  return made;
}
function evidence(row) {
  const article = articles[row.article_id - 1];
  const lines = [];
  const line = (name, ...value) => lines.push(h("div", null, h("dt", null, name), h("dd", null, ...value)));
  (row.roles || []).forEach((role, at) => line(word("role", role), brief(row.fillers[at])));
  if (row.value_text) line(t("value"), sayValue(row), " · ", t("as_written"), " ", brief(row.value_text, { class: "words" }), row.metric_text ? [" · ", brief(row.metric_text, { class: "words" })] : null);
  if (row.time_text) line(t("time_words"), brief(row.time_text, { class: "words" }), ` · ${word("basis", row.time_basis)}`);
  if (row.said_by) line(t("said_by", { who: "" }).trim(), brief(row.said_by));
  if (row.conflict_with) for (const at of row.conflict_with.slice(0, 12)) line(row.conflict === "contested" ? t("against") : word("conflict", row.conflict), said(statement(facts[at - 1])), " · ", storyPips(facts[at - 1]));
  if (row.arts) for (const at of row.arts.slice(0, 20)) line(t("also_in"), articleLine(at));
  line(t("confidence"), (row.confidence / 100).toFixed(2), ` · ${word("rank", row.rank)}`);
  if (article) line(t("file"), said(article.raw_path, { class: "path" }));
  const command = `zhishi explain ${row.fact_id}`;
  line("explain", h("code", null, command), " ", copyButton(command));
  return h("dl", { class: "evidence" }, lines);
}
function copyButton(command) {
  const button = h("button", { type: "button", class: "plain" }, t("copy"));
  button.addEventListener("click", () => {
    const area = h("textarea", { "aria-hidden": "true", class: "away" });
    area.value = command;
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // the clipboard of a page that was opened as a file
    area.remove();
    button.focus();
    button.textContent = t("copied");
  });
  return button;
}
function sourceLine(row) {
  return h("p", { class: "from" }, row.said_by ? h("span", { class: "speaker" }, brief(t("said_by", { who: row.said_by }), null, 50), " · ") : null, articleLine(row.article_id));
}
const langOf = (row) => (row.article_id ? articles[row.article_id - 1].lang : "zh");
