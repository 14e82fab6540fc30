/* geo: the lists that say in words what the map shows. */
(function () {
  "use strict";

  const FIRST = 150;

  function target(row, text, show) {
    if (!row.geometry) return geo.el("span", { dir: "auto" }, text);
    const button = geo.el("button", { type: "button", dir: "auto" }, text);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      show(row);
    });
    return button;
  }

  function line(row, picture, name, words, small, show) {
    const tr = geo.el(
      "tr",
      { class: row.geometry ? "geo-goes" : null },
      geo.el("th", { scope: "row" }, geo.el("span", { class: "geo-sample" }, picture), target(row, name, show)),
      geo.el(
        "td",
        { dir: "auto" },
        words,
        small.filter(Boolean).map((text) => geo.el("small", { dir: "auto" }, text)),
      ),
    );
    if (row.geometry)
      tr.addEventListener("click", (event) => {
        if (!event.target.closest("a")) show(row);
      });
    return tr;
  }

  /* a long list makes its tail only when asked to */
  function fill(body, rows, make) {
    body.replaceChildren(...rows.slice(0, FIRST).map(make));
    const rest = rows.slice(FIRST);
    if (!rest.length) return;
    const button = geo.el("button", { type: "button" }, geo.count("show_other", rest.length));
    const row = geo.el("tr", {}, geo.el("td", { colspan: 2 }, button));
    button.addEventListener("click", () => {
      const made = rest.map(make);
      row.replaceWith(...made);
      (made[0].querySelector("button, a") || made[0]).focus();
    });
    body.appendChild(row);
  }

  /* which lists the reader has opened or shut: it stays so when another day is shown */
  const turned = new Map();

  /* one of the lists: filled anew when the filter changes */
  function list({ title, rows, make, heads, open, empty }) {
    const count = geo.el("span", { class: "geo-count" });
    const body = geo.el("tbody", {});
    const none = geo.el("p", {}, empty);
    const table = geo.el(
      "table",
      {},
      geo.el("caption", { class: "geo-hidden" }, geo.say(title)),
      geo.el(
        "thead",
        {},
        geo.el(
          "tr",
          {},
          heads.map((head) => geo.el("th", { scope: "col" }, geo.say(head))),
        ),
      ),
      body,
    );
    const node = geo.el(
      "details",
      { open: turned.has(title) ? turned.get(title) : open, class: "geo-list" },
      geo.el("summary", {}, geo.el("h2", {}, geo.say(title), " ", count)),
      table,
      none,
    );
    node.addEventListener("toggle", () => turned.set(title, node.open));
    const refresh = () => {
      const passing = rows.filter((row) => !row.hidden);
      count.textContent = passing.length;
      fill(body, passing, make);
      table.hidden = !passing.length;
      none.hidden = passing.length > 0;
      none.textContent = rows.length ? geo.say("none_left") : empty;
    };
    return { node, refresh };
  }

  /* one source for all is named once, at the foot; else every row names its own */
  let several = true;

  function from(row) {
    if (!row.url && !row.source) return null;
    const link = geo.link(row.url, several ? row.source || null : geo.say("source_link"));
    if (link instanceof Node && row.source) link.setAttribute("title", row.source);
    if (!several) return link instanceof Node ? geo.el("span", {}, link) : null;
    return geo.el("span", {}, geo.around("source", link || row.source));
  }

  const by = (row) => (row.by ? geo.say("by", { text: row.by }) : null);

  /* why a claim is in the list alone */
  const unplaced = (row) =>
    row.geometry ? null : geo.say(row.decided ? "not_drawn_unknown" : "not_drawn_undecided");

  function distinct(relations) {
    const told = new Set();
    return relations.filter((row) => {
      const key = row.text + "\u0000" + row.label + "\u0000" + row.subject_name;
      return !told.has(key) && told.add(key);
    });
  }

  function kinds(data, show) {
    return [
      {
        title: "claims_list",
        rows: data.claims,
        make: (row) =>
          line(row, geo.pictures.claim(row), row.name, row.words, [by(row), unplaced(row), from(row)], show),
        heads: ["col_place", "col_said"],
        open: true,
        empty: geo.say("no_claims"),
      },
      {
        title: "strikes_list",
        rows: data.strikes,
        make: (row) => {
          const name = row.name || geo.say("no_place");
          return line(row, geo.pictures.strike(row), name, row.words, [by(row), row.date, from(row)], show);
        },
        heads: ["col_place", "col_said"],
        open: true,
        empty: geo.say("no_strikes"),
      },
      {
        title: "undecided_list",
        rows: data.undecided,
        make: (row) => {
          const text = row.name + (row.note ? " (" + row.note + ")" : "") + ", " + geo.percent(row.confidence);
          const said = geo.say("may_be", { text });
          return line(row, geo.pictures.undecided(), row.surface, said, [row.why, from(row)], show);
        },
        heads: ["col_name", "col_may_be"],
        open: true,
      },
      {
        title: "relations_list",
        rows: distinct(data.relations),
        make: (row) => {
          const differs = row.agrees === false ? geo.say("measure_differs") : null;
          const small = ["\u201c" + row.text + "\u201d", differs, from(row)];
          return line(row, null, row.subject_name || geo.say("a_point"), row.label || row.text, small, show);
        },
        heads: ["col_place", "col_measured"],
        open: !geo.small(),
      },
      {
        title: "regions_list",
        rows: data.regions,
        make: (row) => {
          const said = geo.count("named_times", row.mentions, { kind: row.kind });
          return line(row, null, row.name, said, [row.geometry ? null : geo.say("no_outline"), from(row)], show);
        },
        heads: ["col_region", "col_reports"],
        open: false,
      },
    ];
  }

  /* returns what fills the lists with what passes the filter */
  geo.lists = function (data, show) {
    const panel = document.getElementById("geo-lists");
    const told = data.claims.concat(data.strikes, data.undecided, data.relations, data.regions);
    several = new Set(told.map((row) => row.source)).size > 1;
    const lists = kinds(data, show)
      .filter((kind) => kind.rows.length || (kind.empty && !data.unreported))
      .map(list);
    // what stays is not moved, for then it would lose the focus
    const more = data.more || [];
    const kept = new Set([panel.querySelector(".geo-filter"), ...more]);
    Array.from(panel.children).forEach((node) => kept.has(node) || node.remove());
    const short = geo.el("section", { class: "geo-short" });
    panel.prepend(short);
    const summarise = geo.summary(data, short);
    panel.append(...more.filter((node) => node.parentNode !== panel), footer(data));
    (more[0] || panel.lastChild).before(...lists.map((one) => one.node));
    return () => {
      summarise();
      lists.forEach((one) => one.refresh());
    };
  };

  function listed(texts) {
    return geo.el(
      "ul",
      {},
      texts.map((text) => geo.el("li", { dir: "auto" }, text)),
    );
  }

  function footer(data) {
    const assessed = data.control.concat(data.front).map((row) => row.source);
    const lines = Array.from(new Set(assessed.filter(Boolean))).join("; ");
    const told = lines && data.sources.some((text) => text.includes(lines));
    const tiles = data.tiles
      ? [
          geo.el("p", {}, geo.say("tiles_note", { host: data.tiles })),
          location.protocol === "file:" ? geo.el("p", {}, geo.say("tiles_file", { host: data.tiles })) : null,
        ]
      : null;
    return geo.el(
      "footer",
      {},
      geo.el("h2", {}, geo.say("where_from")),
      data.sources.length ? listed(data.sources) : geo.el("p", {}, geo.say("no_source")),
      told ? null : geo.el("p", { dir: "auto" }, lines ? geo.say("assessed_from", { text: lines }) : geo.say("no_control")),
      geo.el("p", {}, geo.say("method")),
      tiles,
      data.credits.length
        ? geo.el("details", {}, geo.el("summary", {}, geo.say("backdrop")), listed(data.credits))
        : null,
    );
  }
})();
