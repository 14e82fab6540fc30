/* geo: the legend with its layer switches, and the lists that say in words what the map shows. */
(function () {
  "use strict";

  function swatch(...shapes) {
    return geo.svg(
      "svg",
      { viewBox: "0 0 30 18", width: 30, height: 18, class: "geo-swatch", "aria-hidden": "true", focusable: "false" },
      shapes,
    );
  }

  const box = (name) =>
    swatch(geo.svg("rect", { x: 1, y: 2, width: 28, height: 14, class: "geo-shape " + name, "stroke-width": 1.5 }));
  const rule = (name) =>
    swatch(geo.svg("path", { d: "M1 9H29", class: "geo-shape " + name, "stroke-width": 2.5, fill: "none" }));
  const claim = (actor, status, event) => geo.pictures.claim({ actor, status, event: event || "captured" });

  function keys(data) {
    const held = (holder, basis) => data.control.some((row) => row.holder === holder && row.basis === basis);
    const some = (layer, wanted) =>
      data[layer].some((row) => row.geometry && Object.keys(wanted).every((key) => row[key] === wanted[key]));
    const control = [];
    ["assessed", "inferred", "claimed"].forEach((basis) =>
      ["RU", "UA", "contested", "unknown"].forEach((holder) => {
        if (held(holder, basis))
          control.push([
            box("geo-control geo-" + holder + " geo-" + basis),
            geo.forces[holder][0].toUpperCase() + geo.forces[holder].slice(1) + ", " + basis,
          ]);
      }),
    );
    return [
      ["control", "Control", control],
      ["front", "Front line", [[rule("geo-front"), "Front line, assessed"]]],
      [
        "claims",
        "Claims",
        [
          some("claims", { actor: "RU" }) && [claim("RU", "claimed"), "by Russian forces"],
          some("claims", { actor: "UA" }) && [claim("UA", "claimed"), "by Ukrainian forces"],
          some("claims", { status: "claimed" }) && [
            [claim("RU", "claimed"), claim("UA", "claimed")],
            "claimed: hollow, dashed",
          ],
          some("claims", { status: "confirmed" }) && [
            [claim("RU", "confirmed"), claim("UA", "confirmed")],
            "confirmed: solid",
          ],
          some("claims", { status: "denied" }) && [
            [claim("RU", "denied"), claim("UA", "denied")],
            "denied: crossed out",
          ],
          [[claim("UA", "claimed"), claim("UA", "claimed", "attacked")], "large: taken; small: other"],
        ],
      ],
      [
        "places",
        "Places",
        [
          [geo.pictures.place({ role: "mentioned" }), "named in a report"],
          some("places", { role: "anchor" }) && [geo.pictures.place({ role: "anchor" }), "distances start here"],
          data.places.some((row) => row.uncertainty_m > geo.UNCERTAIN_M) && [
            box("geo-uncertain"),
            "lies somewhere within",
          ],
        ],
      ],
      [
        "relations",
        "Relations",
        [
          some("relations", { part: "line" }) && [rule("geo-relation"), "distance stated"],
          some("relations", { part: "area" }) && [box("geo-stated"), "location as stated"],
        ],
      ],
      ["regions", "Regions", [[box("geo-region"), "named without a point"]]],
      [
        "strikes",
        "Strikes",
        [
          [[geo.pictures.strike({ actor: "RU" }), geo.pictures.strike({ actor: "UA" })], "Russian, Ukrainian forces"],
          data.strikes.some((row) => row.geometry && row.geometry[0] === "A") && [
            box("geo-struck"),
            "somewhere in this area",
          ],
        ],
      ],
      ["undecided", "Undecided", [[geo.pictures.undecided(), "may be meant: not a fact"]]],
    ];
  }

  const FIRST = 150;

  /* `groups`: key -> Leaflet group; `switched` is called after a change */
  geo.legend = function (data, groups, counts, switched) {
    const body = document.getElementById("geo-legend-body");
    keys(data).forEach(([key, title, entries]) => {
      if (!counts[key]) return;
      const input = geo.el("input", { type: "checkbox", checked: true, id: "geo-layer-" + key, "data-layer": key });
      input.addEventListener("change", () => switched(key, input.checked));
      body.appendChild(
        geo.el(
          "section",
          { class: "geo-key" },
          geo.el("label", { for: input.id }, input, title, " ", geo.el("span", { class: "geo-count" }, counts[key])),
          geo.el(
            "ul",
            {},
            entries
              .filter(Boolean)
              .map(([pictures, words]) =>
                geo.el("li", {}, geo.el("span", { class: "geo-sample" }, [pictures].flat()), words),
              ),
          ),
        ),
      );
    });
    body.appendChild(
      geo.el(
        "p",
        { class: "geo-note" },
        "A claim is a mark, never a fill: it shows what a source says, not who holds the place.",
      ),
    );
    const legend = document.getElementById("geo-legend");
    legend.open = document.querySelector(".geo-map-area").clientWidth >= 700;
    legend.addEventListener("toggle", () => switched(null));
    L.DomEvent.disableClickPropagation(legend);
    L.DomEvent.disableScrollPropagation(legend);
  };

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
        small.filter(Boolean).map((text) => geo.el("small", {}, text)),
      ),
    );
    if (row.geometry)
      tr.addEventListener("click", (event) => {
        if (!event.target.closest("a")) show(row);
      });
    return tr;
  }

  function more(body, rest) {
    const cell = geo.el("td", { colspan: 2 }, geo.el("button", { type: "button" }, "Show the other " + rest.length));
    const row = geo.el("tr", {}, cell);
    cell.firstChild.addEventListener("click", () => {
      const made = rest.map((make) => make());
      row.replaceWith(...made);
      (made[0].querySelector("button, a") || made[0]).focus();
    });
    body.appendChild(row);
  }

  /* `rows` are functions that make a row: a long list makes its tail only when asked to */
  function table(title, rows, heads, open, empty) {
    const body = geo.el(
      "tbody",
      {},
      rows.slice(0, FIRST).map((make) => make()),
    );
    if (rows.length > FIRST) more(body, rows.slice(FIRST));
    return geo.el(
      "details",
      { open, class: "geo-list" },
      geo.el("summary", {}, geo.el("h2", {}, title, " ", geo.el("span", { class: "geo-count" }, rows.length))),
      rows.length
        ? geo.el(
            "table",
            {},
            geo.el("caption", { class: "geo-hidden" }, title),
            geo.el(
              "thead",
              {},
              geo.el(
                "tr",
                {},
                heads.map((head) => geo.el("th", { scope: "col" }, head)),
              ),
            ),
            body,
          )
        : geo.el("p", {}, empty),
    );
  }

  /* one source for all is named once, at the foot; else every row names its own */
  let several = true;

  function from(row) {
    if (!row.url && !row.source) return null;
    const link = geo.link(row.url, several ? row.source || null : "source");
    if (link instanceof Node && row.source) link.setAttribute("title", row.source);
    return several || link instanceof Node ? geo.el("span", {}, several ? "Source: " : "", link || row.source) : null;
  }

  /* why a claim is in the list alone */
  function unplaced(row) {
    return row.decided ? "not on the map: position unknown" : "not drawn: which place is meant is undecided";
  }

  geo.lists = function (data, show) {
    const panel = document.getElementById("geo-lists");
    several =
      new Set(data.claims.concat(data.strikes, data.undecided, data.relations, data.regions).map((row) => row.source))
        .size > 1;
    const claims = data.claims.map(
      (row) => () =>
        line(
          row,
          geo.pictures.claim(row),
          row.name,
          row.words,
          [row.by ? "by: " + row.by : null, row.geometry ? null : unplaced(row), from(row)],
          show,
        ),
    );
    const strikes = data.strikes.map(
      (row) => () =>
        line(
          row,
          geo.pictures.strike(row),
          row.name || "No place named",
          row.words,
          [row.by ? "by: " + row.by : null, row.date, from(row)],
          show,
        ),
    );
    const undecided = data.undecided.map(
      (row) => () =>
        line(
          row,
          geo.pictures.undecided(row),
          row.surface,
          "may be " + row.name + (row.note ? " (" + row.note + ")" : "") + ", " + geo.percent(row.confidence),
          [row.why, from(row)],
          show,
        ),
    );
    const told = new Set();
    const once = (row) => {
      const key = row.text + "\u0000" + row.label + "\u0000" + row.subject_name;
      return !told.has(key) && told.add(key);
    };
    const relations = data.relations
      .filter(once)
      .map(
        (row) => () =>
          line(
            row,
            null,
            row.subject_name || "A point",
            row.label || row.text,
            [
              "\u201c" + row.text + "\u201d",
              row.agrees === false ? "the measure differs from the report" : null,
              from(row),
            ],
            show,
          ),
      );
    const regions = data.regions.map(
      (row) => () =>
        line(
          row,
          null,
          row.name,
          row.kind + ", named " + (row.mentions === 1 ? "once" : row.mentions + " times"),
          [row.geometry ? null : "listed only: no outline at hand", from(row)],
          show,
        ),
    );
    panel.append(
      table("Claims", claims, ["Place", "What is said"], true, "The reports claim nothing."),
      table("Strikes, air attacks and casualties", strikes, ["Place", "What is said"], true, "The reports name none."),
    );
    if (undecided.length) panel.append(table("Undecided names", undecided, ["Name", "May be"], true, ""));
    if (relations.length)
      panel.append(
        table("Distances and directions", relations, ["Place", "Measured and as reported"], !geo.small(), ""),
      );
    if (regions.length) panel.append(table("Regions named", regions, ["Region", "In the reports"], false, ""));
    panel.append(footer(data));
  };

  function footer(data) {
    const credits = geo.json("geo-backdrop").credits;
    const lines = new Set(
      data.control
        .concat(data.front)
        .map((row) => row.source)
        .filter(Boolean),
    );
    return geo.el(
      "footer",
      {},
      geo.el("h2", {}, "Where this comes from"),
      data.sources.length
        ? geo.el(
            "ul",
            {},
            data.sources.map((text) => geo.el("li", { dir: "auto" }, text)),
          )
        : geo.el("p", {}, "No source was named."),
      lines.size
        ? geo.el("p", {}, "Assessed control: " + Array.from(lines).join("; ") + ".")
        : geo.el("p", {}, "No assessed control was given: the map shows reports only."),
      geo.el("p", {}, "Distances are geodesic. Names in dashed marks with a question mark are not decided."),
      credits.length
        ? geo.el(
            "details",
            {},
            geo.el("summary", {}, "Backdrop and gazetteer"),
            geo.el(
              "ul",
              {},
              credits.map((text) => geo.el("li", {}, text)),
            ),
          )
        : null,
    );
  }
})();
