/* geo: the box that finds a place by its name in any of three languages, and moves the map there. */
(function () {
  "use strict";

  const CLOSE_UP = 11;
  const FAR_M = 5000;

  /* a place of the page's list as the box shows it */
  function entry(places, row) {
    const name = places.name(row, geo.lang);
    const others = ["en", "uk", "ru"].map((lang) => places.name(row, lang)).filter((other) => other !== name);
    return {
      name,
      at: places.at(row),
      detail: [places.kind(row), places.area(row)].filter(Boolean).join(", "),
      others: Array.from(new Set(others)),
      radius: places.radius(row),
    };
  }

  function told(row) {
    return {
      name: row.name,
      at: geo.point(row.geometry),
      detail: [row.kind, row.oblast].filter(Boolean).join(", "),
      others: [],
      radius: row.uncertainty_m,
    };
  }

  /* places of one name in one oblast are told apart by where they lie */
  function toldApart(entries, data) {
    const key = (one) => one.name + "\u0000" + one.detail;
    const times = new Map();
    entries.forEach((one) => times.set(key(one), (times.get(key(one)) || 0) + 1));
    return entries.map((one) => {
      const where = times.get(key(one)) > 1 ? geo.whereabouts(one.at, data) : "";
      return where ? Object.assign(one, { detail: one.detail + ", " + where }) : one;
    });
  }

  /* the places of the reports come first: they are what the map is about */
  function find(data, typed) {
    const wanted = geo.fold(typed);
    const reported = data.places.filter((row) => geo.fold(row.name).startsWith(wanted)).map(told);
    if (!data.atlas) return { entries: reported, total: reported.length };
    const near = (one, other) => Math.hypot(one.at[0] - other.at[0], one.at[1] - other.at[1]) < 0.02;
    const { rows, total } = data.atlas.search(typed);
    const rest = rows.map((row) => entry(data.atlas, row));
    const fresh = reported.filter((one) => !rest.some((other) => near(one, other)));
    const named = (one) => data.places.some((row) => near(one, { at: geo.point(row.geometry) }));
    const first = rest.filter(named);
    const entries = fresh.concat(first, rest.filter((one) => !first.includes(one)));
    return { entries: toldApart(entries, data), total: total + fresh.length };
  }

  geo.search = function (map, data, open) {
    const input = geo.el("input", {
      type: "text",
      id: "geo-search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 60,
      placeholder: geo.say("search"),
      title: geo.say("search_hint"),
      "aria-label": geo.say("search"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "geo-found",
    });
    const list = geo.el("ul", { id: "geo-found", role: "listbox", "aria-label": geo.say("search"), hidden: true });
    const said = geo.el("p", { class: "geo-hidden", role: "status" });
    let entries = [];
    let at = -1;

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function point(to) {
      at = (to + entries.length) % entries.length;
      Array.from(list.children).forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
      list.children[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[at].id);
    }

    function choose(chosen) {
      close();
      input.value = chosen.name;
      if (geo.small()) map.getContainer().scrollIntoView({ block: "nearest" });
      map.closePopup();
      map.setView(chosen.at, Math.max(map.getZoom(), CLOSE_UP), { animate: false });
      const facts = chosen.others.length ? [[geo.say("col_name"), chosen.others.join(", ")]] : [];
      if (chosen.radius > FAR_M)
        facts.push([geo.say("position"), geo.say("within_about", { distance: geo.distance(chosen.radius) })]);
      open(chosen.at, { name: chosen.name, words: chosen.detail, facts });
    }

    function option(one, i) {
      const node = geo.el(
        "li",
        { role: "option", id: "geo-found-" + i, "aria-selected": "false" },
        geo.el("span", { class: "geo-found-name", dir: "auto" }, one.name),
        geo.el("span", { class: "geo-found-where", dir: "auto" }, [one.detail].concat(one.others).filter(Boolean).join(" \u00b7 ")),
      );
      node.addEventListener("pointerdown", (event) => event.preventDefault());
      node.addEventListener("click", () => choose(one));
      return node;
    }

    function update() {
      const typed = input.value.trim();
      const found = typed ? find(data, typed) : { entries: [], total: 0 };
      entries = found.entries;
      at = -1;
      list.replaceChildren(...entries.map(option));
      said.textContent = !typed ? "" : entries.length ? geo.count("found_n", found.total) : geo.say("found_none");
      if (typed && !entries.length)
        list.replaceChildren(geo.el("li", { class: "geo-found-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, said.textContent));
      list.hidden = !typed;
      input.setAttribute("aria-expanded", String(Boolean(typed)));
      input.removeAttribute("aria-activedescendant");
    }

    input.addEventListener("input", update);
    input.addEventListener("focus", () => input.value && update());
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves && entries.length) {
        event.preventDefault();
        if (list.hidden) update();
        point(at < 0 && moves[event.key] < 0 ? -1 : at + moves[event.key]);
      } else if (event.key === "Enter" && entries.length) {
        event.preventDefault();
        choose(entries[Math.max(at, 0)]);
      } else if (event.key === "Escape") {
        if (list.hidden) input.value = "";
        close();
      }
    });
    const box = geo.el("div", { class: "geo-search", role: "search" }, input, list, said);
    document.getElementById("geo-tools").prepend(box);
  };
})();
