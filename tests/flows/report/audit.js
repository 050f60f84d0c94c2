// What keeps people out, as a list of faults: text without contrast, controls without a name, headings out of order, ids used twice.
(() => {
  const faults = [];
  const rgb = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.9) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("script, style, noscript, datalist, option, [aria-hidden=true], title, .minor") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const ink = rgb(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faults.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${element.tagName}.${element.className.baseVal ?? element.className} ${node.textContent.slice(0, 30)}`);
  }
  for (const control of document.querySelectorAll("button, a, summary")) if (!control.textContent.trim() && !control.getAttribute("aria-label")) faults.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  for (const field of document.querySelectorAll("input, select")) if (![...(field.labels || [])].some((label) => label.textContent.trim())) faults.push(`no label: ${field.outerHTML.slice(0, 80)}`);
  for (const picture of document.querySelectorAll("svg")) if (picture.getAttribute("aria-hidden") !== "true" && !(picture.getAttribute("role") === "img" && picture.getAttribute("aria-label"))) faults.push(`no words: ${picture.outerHTML.slice(0, 80)}`);
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const its = Number(heading.tagName[1]);
    if (its > level + 1) faults.push(`heading ${heading.tagName} after H${level}: ${heading.textContent.slice(0, 30)}`);
    level = its;
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  return faults.slice(0, 20);
})()
