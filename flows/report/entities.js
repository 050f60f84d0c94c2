// Who and what is named, and how they relate.
const PER_ENTITIES = 24, PER_PAIRS = 15;
let pairsCache = null, seen = null;
function drawEntities(section) {
  const chosen = state.entity ? entities[state.entity - 1] : null;
  const found = narrowed() ? entities.filter(concerned) : entities;
  section.querySelector("h2 small").textContent = count(found.length);
  const pairs = pairsOf(view.events);
  section.querySelector(".body").replaceChildren(
    cutNote("entities"),
    ...(chosen ? [drawProfile(chosen)] : []),
    h("div", { class: "split" },
      h("div", null, ...(found.length ? [paged("entities", found, PER_ENTITIES, (shown) => h("ul", { class: "names" }, shown.map(drawEntity)))].flat() : [nothing()])),
      h("div", { class: "pairs" }, h("h3", null, t("pairs")), h("p", { class: "hint" }, t("pairs_note")),
        ...(pairs.length ? [paged("entities-pairs", pairs, PER_PAIRS, (shown) => drawPairs(shown, pairs[0].n))].flat() : [nothing()]))));
}
// What the search names, and whoever takes part in the facts that are left.
function concerned(row) {
  if (!seen || seen.of !== view.keep) {
    seen = { of: view.keep, found: new Set() };
    for (const fact of view.events) for (const at of fact.ents) seen.found.add(at);
    for (const fact of view.metrics) for (const at of fact.ents) seen.found.add(at);
  }
  if (seen.found.has(row.at)) return true;
  return state.tokens.length > 0 && hits(row.hay || (row.hay = fold([row.name, row.name_en, row.ticker, ...row.aliases].filter(Boolean).join("\n"))));
}
function drawEntity(row) {
  return h("li", { class: "named" },
    entityButton(row.at), " ", h("span", { class: "tag" }, word("entity_type", row.entity_type)),
    h("span", { class: "sub" }, t("entity_count", { facts: count(row.n_facts), articles: count(row.n_articles), mentions: count(row.n_mentions) })));
}

// Two entities of the same event, with the types of the events that they share.
function pairsOf(found) {
  if (pairsCache && pairsCache.of === found) return pairsCache.pairs;
  const made = new Map();
  for (const row of found) {
    const ents = row.ents.slice(0, 12);
    for (let a = 0; a < ents.length; a++) for (let b = a + 1; b < ents.length; b++) {
      const [one, two] = ents[a] < ents[b] ? [ents[a], ents[b]] : [ents[b], ents[a]];
      const key = one * 1e7 + two;
      const pair = made.get(key) || { one, two, n: 0, types: {} };
      pair.n++;
      pair.types[row.type] = (pair.types[row.type] || 0) + 1;
      made.set(key, pair);
    }
  }
  const pairs = [...made.values()].sort((a, b) => b.n - a.n || a.one - b.one || a.two - b.two);
  pairsCache = { of: found, pairs };
  return pairs;
}
function sayTypes(types) {
  return Object.entries(types).sort((a, b) => b[1] - a[1]).map(([key, n]) => (n > 1 ? `${word("event_type", key)} ${n}` : word("event_type", key))).join(" · ");
}
function drawPairs(shown, most) {
  return h("ol", { class: "ranked" }, shown.map((pair) => {
    const bar = h("i", { "aria-hidden": "true" });
    bar.style.width = `${(pair.n / most) * 100}%`;
    return h("li", null, h("span", { class: "both" }, entityButton(pair.one), " — ", entityButton(pair.two)), h("span", { class: "n" }, count(pair.n)), bar, h("span", { class: "sub" }, sayTypes(pair.types)));
  }));
}

function drawProfile(row) {
  const lines = [];
  const line = (name, ...value) => lines.push(h("div", null, h("dt", null, name), h("dd", null, ...value)));
  const others = row.aliases.filter((name) => name !== row.name && name !== row.name_en);
  if (others.length) line(t("aliases"), brief(others.join("、"), null, 400));
  if (row.parent_id) line(t("parent"), entityButton(row.parent_id));
  const children = entities.filter((other) => other.parent_id === row.at);
  if (children.length) line(t("children"), children.slice(0, 30).map((child) => [entityButton(child.at), " "]));
  if (row.ticker) line("ticker", said(row.ticker));
  if (row.wikidata_id) line("Wikidata", said(row.wikidata_id));
  const near = neighbours(row);
  return h("article", { class: "profile" },
    h("header", null, h("h3", null, brief(row.name), row.name_en && row.name_en !== row.name ? h("span", { class: "sub" }, " ", brief(row.name_en)) : null, " ", h("span", { class: "tag" }, word("entity_type", row.entity_type))),
      h("button", { type: "button", class: "plain", onclick: () => chooseEntity(0) }, t("close"))),
    h("p", { class: "sub" }, t("entity_count", { facts: count(row.n_facts), articles: count(row.n_articles), mentions: count(row.n_mentions) })),
    h("div", { class: "split" },
      h("dl", { class: "evidence" }, lines, near.length ? h("div", null, h("dt", null, t("related")), h("dd", null, h("ul", { class: "near" }, near.map((other) => h("li", null, entityButton(other.at), " ", h("span", { class: "sub" }, other.n ? `${count(other.n)} · ${sayTypes(other.types)}` : "")))))) : null),
      near.length ? ego(row, near) : null));
}
// Whom it shares events with in what the page shows, then whom the tables name.
function neighbours(row) {
  const found = new Map();
  for (const pair of pairsOf(events)) {
    if (pair.one !== row.at && pair.two !== row.at) continue;
    found.set(pair.one === row.at ? pair.two : pair.one, pair);
  }
  for (const at of row.related || []) if (!found.has(at)) found.set(at, { n: 0, types: {} });
  pairsCache = null;
  return [...found].slice(0, 10).map(([at, pair]) => ({ at, n: pair.n, types: pair.types }));
}
function ego(row, near) {
  const wide = 420, high = 300;
  const most = Math.max(1, ...near.map((other) => other.n));
  const nodes = near.map((other, at) => {
    const turn = (at / near.length) * 2 * Math.PI - Math.PI / 2;
    return { other, x: wide / 2 + Math.cos(turn) * 140, y: high / 2 + Math.sin(turn) * 112 };
  });
  const name = (at) => { const text = label(entities[at - 1]); return [...text].length > 12 ? `${[...text].slice(0, 11).join("")}…` : text; };
  const title = t("graph_of", { name: row.name, n: near.length, list: near.map((other) => nameOf(other.at)).join("、") });
  return s("svg", { viewBox: `0 0 ${wide} ${high}`, class: "ego", role: "img", "aria-label": title },
    nodes.map(({ other, x, y }) => s("line", { class: other.n ? "" : "weak", x1: wide / 2, y1: high / 2, x2: x, y2: y, "stroke-width": other.n ? 1 + (other.n / most) * 5 : 1 })),
    nodes.map(({ other, x, y }) => {
      const node = s("g", { class: `node of-${entities[other.at - 1].entity_type.toLowerCase()}` }, s("circle", { cx: x, cy: y, r: 6 + (other.n / most) * 5 }), s("text", { x, y: y + (y > high / 2 ? 24 : -14), "text-anchor": "middle" }, name(other.at)), s("title", null, sayTypes(other.types)));
      node.addEventListener("click", () => chooseEntity(other.at));
      return node;
    }),
    s("circle", { class: "centre", cx: wide / 2, cy: high / 2, r: 13 }),
    s("text", { class: "centre", x: wide / 2, y: high / 2 + 30, "text-anchor": "middle" }, name(row.at)));
}
