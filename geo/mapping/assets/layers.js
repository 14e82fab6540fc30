/* geo: the rows of each layer as marks, lines and areas on the map. */
(function () {
  "use strict";

  function placed(row, layer, group) {
    row.marks.push(layer);
    layer.geoRow = row;
    return layer.addTo(group);
  }

  /* what belongs to a row besides its mark, and goes where it goes */
  function beside(row, layer, group) {
    row.besides = (row.besides || []).concat(layer);
    return layer.addTo(group);
  }

  const within = (row) => (row.uncertainty_m ? geo.say("within_about", { distance: geo.distance(row.uncertainty_m) }) : null);

  const AGREEMENT = new Set(["agrees", "doubtful", "contradicts"]);

  function control(data, groups) {
    data.control.forEach((row) => {
      const said = geo.say("held_by", { side: geo.forces(row.holder) });
      const basis = geo.say("control_basis", { basis: geo.say("basis_" + row.basis) });
      const facts = () => [
        [geo.say("as_of"), row.date],
        [geo.say("area"), row.area_km2 ? geo.area(row.area_km2) : null],
      ];
      const content = () => geo.card(said, basis, facts(), row);
      const style = { weight: 0.8, smoothFactor: 0.8 };
      const name = "geo-control geo-" + row.holder + " geo-" + row.basis;
      placed(row, geo.outline(row, name, said + ", " + basis, content, style), groups.control);
    });
  }

  function front(data, groups) {
    data.front.forEach((row) => {
      const casing = { className: "geo-shape geo-front-casing", weight: 5, interactive: false, smoothFactor: 0.8 };
      L.polyline(geo.lines(row.geometry), casing).addTo(groups.front);
      const facts = () => [
        [geo.say("as_of"), row.date],
        [geo.say("length"), row.length_km ? geo.kilometres(row.length_km) : null],
      ];
      const content = () => geo.card(geo.say("front"), geo.say("as_assessed"), facts(), row);
      const style = { weight: 2.2, smoothFactor: 0.8 };
      placed(row, geo.path(row, "geo-front", geo.say("front_assessed"), content, style), groups.front);
    });
  }

  function claimed(data, groups) {
    data.claimed.forEach((row) => {
      const heading = geo.say("ground_about", { name: row.name });
      const facts = () => [
        [geo.say("reported"), row.date],
        [geo.say("area"), geo.area(row.area_km2)],
      ];
      const content = () => geo.card(heading, row.words + ". " + geo.say("ground_claimed"), facts(), row);
      const name = "geo-control geo-claimed geo-" + row.holder;
      placed(row, geo.outline(row, name, heading + ": " + row.words, content, { weight: 1.2 }), groups.claimed);
    });
  }

  function changes(data, groups) {
    data.changes.forEach((row) => {
      const said = geo.say("changed", { before: geo.forces(row.holder_from), after: geo.forces(row.holder_to) });
      const heading = row.is_noise ? geo.say("redrawn") : said;
      const facts = () => [
        [geo.say("between_dates"), row.date_from + " \u2013 " + row.date_to],
        [geo.say("area"), geo.area(row.area_km2)],
        [geo.say("sector"), row.sector],
      ];
      const content = () => geo.card(heading, [row.sector, row.oblast].filter(Boolean).join(", "), facts(), row);
      const name = row.is_noise ? "geo-change geo-noise" : "geo-change geo-" + row.holder_to;
      const style = { weight: row.is_noise ? 0.8 : 1.8, smoothFactor: 0.5 };
      placed(row, geo.outline(row, name, heading + ", " + geo.area(row.area_km2), content, style), groups.changes);
    });
  }

  function places(data, groups, labels) {
    data.places.forEach((row) => {
      const at = geo.point(row.geometry);
      const content = () =>
        geo.card(
          row.name,
          [row.kind, row.raion, row.oblast, row.country].filter(Boolean).join(", "),
          [
            [geo.say("named"), geo.count("times", row.mentions)],
            [geo.say("identified"), geo.sure(row.confidence)],
            [geo.say("position"), within(row)],
            [geo.say("why"), row.why],
            [geo.say("alternatives"), row.alternatives],
          ],
          row,
        );
      const anchor = row.role === "anchor";
      const said = geo.say(anchor ? "from_here" : "named_mark", { name: row.name });
      placed(row, geo.mark(at, geo.pictures.place(row), said, content, { className: "geo-at-place" }), groups.places);
      if (row.uncertainty_m > geo.UNCERTAIN_M) beside(row, geo.circle(at, row.uncertainty_m), groups.places);
      labels.push({
        text: row.name,
        at,
        row,
        kind: anchor ? "anchor" : "place",
        layer: "places",
        rank: anchor ? 200 : 400,
        gap: 12,
        mark: 6,
        zoom: 0,
      });
    });
  }

  function claims(data, groups, labels) {
    geo.shifts(data.claims, 22);
    data.claims.forEach((row) => {
      if (!row.geometry) return;
      const at = geo.point(row.geometry);
      const content = () =>
        geo.card(
          row.name,
          row.words,
          [
            [geo.say("reported"), row.date],
            [geo.say("confidence"), row.confidence === null ? null : geo.sure(row.confidence)],
            [geo.say("position"), within(row)],
            [geo.say("why"), row.why],
          ],
          row,
        );
      const said = row.name + ": " + row.words + (row.by ? ", " + geo.say("by", { text: row.by }) : "");
      const options = { shift: row.shift, above: 1000, className: "geo-at-claim" };
      placed(row, geo.mark(at, geo.pictures.claim(row), said, content, options), groups.claims);
      if (row.uncertainty_m > geo.UNCERTAIN_M && !row.placed)
        beside(row, geo.circle(at, row.uncertainty_m), groups.claims);
      labels.push({
        text: row.name,
        at,
        row,
        kind: "claim",
        layer: "claims",
        rank: row.event === "captured" || row.event === "liberated" ? 0 : 100,
        gap: 13 + row.spread,
        mark: 9,
        zoom: 0,
      });
    });
  }

  function relations(data, groups, labels) {
    data.relations.forEach((row) => {
      if (!row.geometry) return;
      const text = row.label || row.text;
      const agreement = AGREEMENT.has(row.agreement) ? row.agreement : null;
      const content = () =>
        geo.card(
          row.subject_name || geo.say("unnamed_point"),
          text,
          [
            [geo.say("report_says"), row.text],
            [geo.say("agreement"), agreement && geo.say(agreement)],
            [geo.say("position"), within(row)],
          ],
          row,
        );
      const shape = row.geometry[0];
      const layer =
        shape === "A"
          ? geo.outline(row, "geo-stated", text, content, { weight: 1 })
          : shape === "L"
            ? geo.path(row, "geo-relation geo-" + (agreement || "agrees"), text, content, { weight: 2.2 })
            : geo.mark(geo.point(row.geometry), geo.pictures.relation(), text, content, {
                above: 500,
                className: "geo-at-relation",
              });
      placed(row, layer, groups.relations);
      if (row.part === "line") {
        const at = layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
        labels.push({ text, at, row, kind: "relation", layer: "relations", rank: 300, gap: 7, zoom: 8 });
      }
    });
  }

  function regions(data, groups, labels) {
    data.regions.forEach((row) => {
      if (!row.geometry) return;
      const kind = geo.say("region_card", { kind: row.kind });
      const content = () => geo.card(row.name, kind, [[geo.say("named"), geo.count("times", row.mentions)]], row);
      const style = { fill: false, weight: 1.4 };
      const layer = placed(row, geo.outline(row, "geo-region", row.name + ", " + kind, content, style), groups.regions);
      labels.push({
        text: row.name.toLocaleUpperCase(geo.lang),
        at: layer.getBounds().getCenter(),
        row,
        kind: "region",
        layer: "regions",
        rank: 350,
        centred: true,
        zoom: 0,
      });
    });
  }

  function strikes(data, groups, labels) {
    geo.shifts(data.strikes, 20);
    data.strikes.forEach((row) => {
      if (!row.geometry) return;
      const content = () => geo.card(row.name, row.words, [[geo.say("reported"), row.date]], row);
      const said = row.name + ": " + row.words;
      if (row.geometry[0] === "A") {
        const area = placed(row, geo.outline(row, "geo-struck", said, content, { weight: 1 }), groups.strikes);
        const told = row.category === "losses" || row.category === "casualties" ? row.category : "strike";
        labels.push({
          text: geo.say(told + "_label", { name: row.name }),
          at: area.getBounds().getCenter(),
          row,
          kind: "strike",
          layer: "strikes",
          rank: 340,
          centred: true,
          zoom: 6,
        });
        return;
      }
      const at = geo.point(row.geometry);
      const options = { shift: row.shift, above: 800, className: "geo-at-strike" };
      placed(row, geo.mark(at, geo.pictures.strike(row), said, content, options), groups.strikes);
      labels.push({
        text: row.name,
        at,
        row,
        kind: "strike",
        layer: "strikes",
        rank: 150,
        gap: 12 + row.spread,
        mark: 8,
        zoom: 0,
      });
    });
  }

  function undecided(data, groups, labels) {
    const names = new Map();
    data.undecided.forEach((row) => {
      const key = row.report_id + "\u0000" + row.surface;
      names.set(key, (names.get(key) || []).concat(row));
    });
    names.forEach((rows) => {
      rows.sort((a, b) => a.rank - b.rank);
      const spots = rows.map((row) => geo.point(row.geometry));
      const says = (row) => row.name + (row.note ? " (" + row.note + ")" : "") + ", " + geo.percent(row.confidence);
      rows.forEach((row, i) => {
        const content = () => {
          const between = geo.say("undecided_between", { name: row.surface, n: rows.length });
          const card = geo.card(row.surface, between, [[geo.say("why"), row.why]], row);
          const list = geo.el(
            "ol",
            {},
            rows.map((other) => geo.el("li", other === row ? { class: "geo-this" } : {}, says(other))),
          );
          card.querySelector(".geo-words").after(list);
          return card;
        };
        const said = geo.say("undecided_mark", { name: row.surface, other: says(row) });
        const options = { above: 300, className: "geo-at-undecided" };
        placed(row, geo.mark(spots[i], geo.pictures.undecided(), said, content, options), groups.undecided);
        if (i) {
          const style = { className: "geo-shape geo-doubt", weight: 1.2, interactive: false };
          beside(row, L.polyline([spots[0], spots[i]], style), groups.undecided);
        }
        labels.push({
          text: row.surface + "?",
          at: spots[i],
          row,
          kind: "undecided",
          layer: "undecided",
          rank: 320,
          gap: 12,
          mark: 10,
          zoom: 0,
        });
      });
    });
  }

  /* in the order in which they are laid on the map */
  geo.layers = { regions, control, claimed, changes, front, relations, places, undecided, strikes, claims };
})();
