"use strict";
(() => {
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // Tables: sort by a column.
  const collator = new Intl.Collator("en", { numeric: true });
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.sort ?? cell.textContent.trim();
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, index) => {
      const button = element("button", head.textContent, { type: "button" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row, place) => ({ row, place, key: valueOf(row, index) }));
        rows.sort((a, b) => (down ? -1 : 1) * collator.compare(a.key, b.key) || a.place - b.place);
        body.append(...rows.map((item) => item.row));
      });
    });
  }

  // The table of alleles: filter by text, flag and candidate.
  const filter = document.querySelector(".controls.filter");
  if (filter) {
    const rows = [...document.getElementById(filter.dataset.for).tBodies[0].rows];
    const words = element("input", "", { type: "search", id: "filter-text" });
    const flag = element("select", "", { id: "filter-flag" });
    flag.append(element("option", filter.dataset.any, { value: "" }));
    const names = new Set(rows.flatMap((row) => [...row.querySelectorAll(".flag")].map((f) => f.textContent)));
    for (const name of [...names].sort()) flag.append(element("option", name, { value: name }));
    const only = element("input", "", { type: "checkbox", id: "filter-candidates" });
    const status = element("span", "", { role: "status" });
    const apply = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const flags = [...row.querySelectorAll(".flag")].map((f) => f.textContent);
        row.hidden = !(wanted.every((word) => text.includes(word))
          && (!flag.value || flags.includes(flag.value))
          && (!only.checked || row.dataset.candidate === "1"));
        shown += row.hidden ? 0 : 1;
      }
      status.textContent = filter.dataset.shown.replace("#1", shown).replace("#2", rows.length);
    };
    filter.append(
      element("label", filter.dataset.search, { for: "filter-text" }), words,
      element("label", filter.dataset.flag, { for: "filter-flag" }), flag,
      only, element("label", filter.dataset.only, { for: "filter-candidates" }), status);
    filter.hidden = false;
    filter.addEventListener("input", apply);
    apply();
  }

  // Folded parts: open for a link into them, and all of them on paper.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((fold) => { fold.open = false; }));
})();
