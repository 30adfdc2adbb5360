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
    flag.append(element("option", "any", { value: "" }));
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
      status.textContent = `${shown} of ${rows.length} alleles shown`;
    };
    filter.append(
      element("label", "Search", { for: "filter-text" }), words,
      element("label", "Flag", { for: "filter-flag" }), flag,
      only, element("label", "Candidates only", { for: "filter-candidates" }), status);
    filter.hidden = false;
    filter.addEventListener("input", apply);
    apply();
  }

  // Plots: zoom and move along the axis; heads and labels make room for each other.
  const LEFT = 24, RIGHT = 976, GAP = 18, LEAST_GAP = 16;
  const spread = (wanted) => {
    const gap = wanted.length > 1 ? Math.min(GAP, (RIGHT - LEFT) / (wanted.length - 1)) : GAP;
    const blocks = [];
    for (const place of wanted) {
      let total = place, size = 1;
      while (blocks.length) {
        const [before, count] = blocks[blocks.length - 1];
        if (before / count + count * gap <= total / size) break;
        blocks.pop();
        total = before + total - size * count * gap;
        size += count;
      }
      blocks.push([total, size]);
    }
    const places = blocks.flatMap(([total, size]) => Array.from({ length: size }, (_, step) => total / size + gap * step));
    return places.map((place, index) =>
      Math.min(Math.max(place, LEFT + gap * index), RIGHT - gap * (places.length - 1 - index)));
  };
  for (const bar of document.querySelectorAll(".plot .controls")) {
    const plot = document.getElementById(bar.dataset.for);
    const svg = plot.querySelector("svg.lollipop");
    const marks = [...svg.querySelectorAll(".mark")];
    let scale = 1, first = 0; // the window shows 1/scale of the axis, from the share `first`
    const status = element("span", "", { role: "status" });
    const draw = () => {
      first = Math.min(Math.max(first, 0), 1 - 1 / scale);
      const x = (place) => LEFT + ((place - LEFT) - first * (RIGHT - LEFT)) * scale;
      for (const item of svg.querySelectorAll("[data-x]:not(.mark)")) {
        item.setAttribute("transform", item.getAttribute("transform").replace(/\([^ ]+/, `(${x(+item.dataset.x).toFixed(2)}`));
      }
      for (const box of svg.querySelectorAll(".box")) {
        const [start, end] = [x(+box.dataset.x0), x(+box.dataset.x1)];
        const outer = box.querySelector(".outer"), inner = box.querySelector(".inner");
        outer.setAttribute("x", start);
        outer.setAttribute("width", end - start);
        if (inner) {
          inner.setAttribute("x", x(+inner.dataset.x0));
          inner.setAttribute("width", (inner.dataset.x1 - inner.dataset.x0) * scale);
        }
        const part = inner ?? box;
        const [low, high] = [x(+part.dataset.x0), x(+part.dataset.x1)];
        const [from, to] = [Math.max(low, LEFT), Math.min(high, RIGHT)];
        box.querySelector("text").setAttribute("x", from < to ? (from + to) / 2 : (low + high) / 2);
      }
      const inside = marks.filter((mark) => {
        const place = x(+mark.dataset.x);
        const span = mark.querySelector(".span");
        if (span) { // cut to the frame, which the marks may leave
          const ends = [span.dataset.x0, span.dataset.x1].map((end) => Math.min(Math.max(x(+end), LEFT - 10), RIGHT + 10));
          span.setAttribute("d", `M${ends[0]} 207H${ends[1]}`);
        }
        const visible = place >= LEFT - 1 && place <= RIGHT + 1;
        mark.classList.toggle("outside", !visible);
        return visible;
      });
      const heads = spread(inside.map((mark) => x(+mark.dataset.x)));
      inside.forEach((mark, index) => {
        const foot = x(+mark.dataset.x).toFixed(2), head = heads[index].toFixed(2);
        mark.querySelector(".stem").setAttribute("d", `M${foot} 206V200L${head} 190V${mark.dataset.top}`);
        mark.querySelector(".at").setAttribute("transform", `translate(${head} ${mark.dataset.top})`);
        mark.querySelector(".label").setAttribute("transform", `translate(${head} 88) rotate(-45)`);
        mark.classList.add("nolabel");
      });
      const taken = [];
      for (const wanted of [true, false]) { // candidates choose first
        inside.forEach((mark, index) => {
          if (mark.classList.contains("candidate") !== wanted) return;
          if (taken.some((place) => Math.abs(place - heads[index]) < LEAST_GAP)) return;
          taken.push(heads[index]);
          mark.classList.remove("nolabel");
        });
      }
      status.textContent = scale === 1 ? `all ${marks.length} ${marks.length === 1 ? "allele" : "alleles"}` : `${inside.length} of ${marks.length} alleles in view, ${scale} times enlarged`;
    };
    const zoom = (factor, centre = 0.5) => {
      const at = first + centre / scale;
      scale = Math.min(Math.max(scale * factor, 1), 64);
      first = at - centre / scale;
      draw();
    };
    const move = (share) => { first += share / scale; draw(); };
    const button = (text, name, action) => {
      const made = element("button", text, { type: "button", "aria-label": `${name}: ${plot.querySelector("figcaption").textContent}` });
      made.addEventListener("click", action);
      bar.append(made);
    };
    button("+", "Enlarge", () => zoom(2));
    button("−", "Reduce", () => zoom(0.5));
    button("←", "Move left", () => move(-0.25));
    button("→", "Move right", () => move(0.25));
    button("Reset", "Show all", () => { scale = 1; first = 0; draw(); });
    bar.append(status);
    bar.hidden = false;
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return; // a plain wheel scrolls the page
      event.preventDefault();
      const frame = svg.getBoundingClientRect();
      const centre = Math.min(Math.max(((event.clientX - frame.left) / frame.width * 1080 - LEFT) / (RIGHT - LEFT), 0), 1);
      zoom(event.deltaY < 0 ? 1.5 : 1 / 1.5, centre);
    }, { passive: false });
    let held = null;
    svg.addEventListener("pointerdown", (event) => { if (scale > 1 && event.button === 0) held = event.clientX; });
    svg.addEventListener("pointermove", (event) => {
      if (held === null) return;
      move((held - event.clientX) / svg.getBoundingClientRect().width);
      held = event.clientX;
    });
    for (const name of ["pointerup", "pointerleave", "pointercancel"]) svg.addEventListener(name, () => { held = null; });
    addEventListener("beforeprint", () => { scale = 1; first = 0; draw(); });
    draw();
  }

  // Marks: what they are, on hover and on focus.
  const tip = document.getElementById("tip");
  for (const mark of document.querySelectorAll(".mark")) {
    const title = mark.querySelector("title");
    const text = title.textContent;
    mark.setAttribute("aria-label", text);
    title.remove(); // the browser's own tip would say it twice
    const show = () => {
      tip.textContent = text;
      tip.hidden = false;
      const frame = mark.querySelector(".at").getBoundingClientRect();
      const width = document.documentElement.clientWidth;
      tip.style.left = `${Math.max(4, Math.min(frame.left + scrollX, scrollX + width - tip.offsetWidth - 4))}px`;
      tip.style.top = `${frame.bottom + scrollY + 8}px`;
    };
    const hide = () => { tip.hidden = true; };
    mark.addEventListener("mouseenter", show);
    mark.addEventListener("focus", show);
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("blur", hide);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
})();
