// Draws everything; a change of one section redraws that section alone, unless it narrows the others.
const draw = { timeline: drawTimeline, figures: drawFigures, entities: drawEntities, news: drawNews, articles: drawArticles, issues: drawIssues };
function refresh(only) {
  const name = only && only.split("-")[0];
  compute();
  drawFilters();
  writeAddress();
  const typed = name === "timeline";
  for (const key of Object.keys(draw)) if (!name || key === name || typed) draw[key]($(key));
  $("timeline").querySelector("h2 small").textContent = count(view.events.length);
  $("figures").querySelector("h2 small").textContent = count(view.metrics.length);
}
function relabel() {
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t(element.dataset.hint);
  $("language").lang = state.lang === "zh" ? "en" : "zh";
  drawOverview();
}

// Links inside the page keep the filters in the address.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  const section = $(link.getAttribute("href").slice(1));
  if (!section) return;
  event.preventDefault();
  section.scrollIntoView();
  section.focus({ preventScroll: true });
});
window.addEventListener("hashchange", () => {
  const section = $(location.hash.slice(1));
  if (section) section.scrollIntoView();
  else { readAddress(); relabel(); refresh(); }
});
// On paper everything that is folded is open.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")].filter((element) => !element.classList.contains("rows"));
  for (const element of opened) { if (element.fill) element.fill(); element.open = true; }
});
window.addEventListener("afterprint", () => { for (const element of opened) element.open = false; });

const anchor = location.hash.slice(1); // before the address takes the filters in
readAddress();
listen();
if (state.entity) $("entity").value = nameOf(state.entity);
relabel();
refresh();
if ($(anchor)) $(anchor).scrollIntoView();
document.documentElement.dataset.ready = "yes";
