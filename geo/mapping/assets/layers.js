/* geo: the rows of each layer as marks, lines and areas on the map. */
(function () {
  "use strict";

  const AGREEMENT = { agrees: "agree", doubtful: "differ, within what both leave open", contradicts: "contradict each other" };

  function placed(row, layer) {
    row.marks.push(layer);
    return layer;
  }

  function control(data, groups) {
    data.control.forEach((row) =>
      placed(
        row,
        geo.outline(
          row,
          "geo-control geo-" + row.holder + " geo-" + row.basis,
          () =>
            geo.card(
              "Held by " + geo.forces[row.holder],
              "Control, " + row.basis,
              [
                ["As of", row.date],
                ["Area", row.area_km2 ? Math.round(row.area_km2).toLocaleString("en") + " km\u00b2" : null],
              ],
              row,
            ),
          { weight: 0.8, smoothFactor: 0.8 },
        ),
      ).addTo(groups.control),
    );
    data.front.forEach((row) => {
      L.polyline(geo.lines(row.geometry), {
        className: "geo-shape geo-front-casing",
        weight: 5,
        interactive: false,
        smoothFactor: 0.8,
      }).addTo(groups.front);
      placed(
        row,
        geo.path(
          row,
          "geo-front",
          () =>
            geo.card(
              "Front line",
              "As assessed",
              [
                ["As of", row.date],
                ["Length", row.length_km ? Math.round(row.length_km) + " km" : null],
              ],
              row,
            ),
          { weight: 2.2, smoothFactor: 0.8 },
        ),
      ).addTo(groups.front);
    });
  }

  function places(data, groups, labels) {
    data.places.forEach((row) => {
      const at = geo.point(row.geometry);
      const covered = row.role === "claim";
      const content = () =>
        geo.card(
          row.name,
          [row.kind, row.raion, row.oblast, row.country].filter(Boolean).join(", "),
          [
            ["Named", row.mentions === 1 ? "once" : row.mentions + " times"],
            ["Place identified", geo.sure(row.confidence)],
            ["Position", "within about " + geo.distance(row.uncertainty_m)],
            ["Why this place", row.why],
            ["It may also be", row.alternatives],
          ],
          row,
        );
      placed(
        row,
        geo.mark(
          at,
          geo.pictures.place(row),
          row.name + (row.role === "anchor" ? ", distance measured from here" : ", named in a report"),
          content,
          { keyboard: !covered, className: "geo-at-place" },
        ),
      ).addTo(groups.places);
      if (row.uncertainty_m > geo.UNCERTAIN_M) geo.circle(at, row.uncertainty_m).addTo(groups.places);
      labels.push({
        text: row.name,
        at,
        kind: row.role === "anchor" ? "anchor" : "place",
        layer: "places",
        rank: row.role === "anchor" ? 200 : 400,
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
            ["Reported", row.date],
            ["Confidence", row.confidence === null ? null : geo.sure(row.confidence)],
            ["Position", row.uncertainty_m ? "within about " + geo.distance(row.uncertainty_m) : null],
            ["Why this place", row.why],
          ],
          row,
        );
      placed(
        row,
        geo.mark(
          at,
          geo.pictures.claim(row),
          row.name + ": " + row.words + (row.by ? ", by: " + row.by : ""),
          content,
          { shift: row.shift, above: 1000, className: "geo-at-claim" },
        ),
      ).addTo(groups.claims);
      if (row.uncertainty_m > geo.UNCERTAIN_M && !row.placed) geo.circle(at, row.uncertainty_m).addTo(groups.claims);
      labels.push({
        text: row.name,
        at,
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
      const content = () =>
        geo.card(
          row.subject_name || "A point without a name",
          row.label || row.text,
          [
            ["The report says", row.text],
            ["Measure and report", AGREEMENT[row.agreement]],
            ["Position", row.uncertainty_m ? "within about " + geo.distance(row.uncertainty_m) : null],
          ],
          row,
        );
      const shape = row.geometry[0];
      const layer =
        shape === "A"
          ? geo.outline(row, "geo-stated", content, { weight: 1 })
          : shape === "L"
            ? geo.path(row, "geo-relation geo-" + (row.agreement || "agrees"), content, { weight: 2.2 })
            : geo.mark(geo.point(row.geometry), geo.pictures.relation(), row.label || row.text, content, {
                above: 500,
                className: "geo-at-relation",
              });
      placed(row, layer).addTo(groups.relations);
      if (row.part === "line") {
        const at = layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
        labels.push({
          text: row.label || row.text,
          at,
          kind: "relation",
          layer: "relations",
          rank: 300,
          gap: 7,
          zoom: 8,
        });
      }
    });
  }

  function regions(data, groups, labels) {
    data.regions.forEach((row) => {
      if (!row.geometry) return;
      const layer = placed(
        row,
        geo.outline(
          row,
          "geo-region",
          () => geo.card(row.name, row.kind + ", named in a report without a point", [["Named", row.mentions]], row),
          { fill: false, weight: 1.4 },
        ),
      );
      layer.addTo(groups.regions);
      labels.push({
        text: row.name.toLocaleUpperCase(),
        at: layer.getBounds().getCenter(),
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
      const content = () => geo.card(row.name, row.words, [["Reported", row.date]], row);
      if (row.geometry[0] === "A") {
        const area = placed(row, geo.outline(row, "geo-struck", content, { weight: 1 })).addTo(groups.strikes);
        labels.push({
          text: (row.category === "losses" || row.category === "casualties" ? row.category : "strike") + ": " + row.name,
          at: area.getBounds().getCenter(),
          kind: "strike",
          layer: "strikes",
          rank: 340,
          centred: true,
          zoom: 6,
        });
        return;
      }
      const at = geo.point(row.geometry);
      placed(
        row,
        geo.mark(at, geo.pictures.strike(row), row.name + ": " + row.words, content, {
          shift: row.shift,
          above: 800,
          className: "geo-at-strike",
        }),
      ).addTo(groups.strikes);
      labels.push({
        text: row.name,
        at,
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
      spots
        .slice(1)
        .forEach((at) =>
          L.polyline([spots[0], at], { className: "geo-shape geo-doubt", weight: 1.2, interactive: false }).addTo(
            groups.undecided,
          ),
        );
      rows.forEach((row, i) => {
        const content = () => {
          const card = geo.card(
            row.surface,
            row.surface + ": undecided between " + rows.length + " places",
            [["Why", row.why]],
            row,
          );
          const list = geo.el(
            "ol",
            {},
            rows.map((other) => geo.el("li", other === row ? { class: "geo-this" } : {}, says(other))),
          );
          card.querySelector(".geo-words").after(list);
          return card;
        };
        placed(
          row,
          geo.mark(spots[i], geo.pictures.undecided(), row.surface + ": undecided, may be " + says(row), content, {
            above: 300,
            className: "geo-at-undecided",
          }),
        ).addTo(groups.undecided);
        labels.push({
          text: row.surface + "?",
          at: spots[i],
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

  geo.layers = { control, places, claims, relations, regions, strikes, undecided };
})();
