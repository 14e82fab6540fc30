/* geo: draws a day on a Leaflet map. */
(function () {
  "use strict";

  const CROWD = 60;
  const CLOSE = 8.5;
  const NAMES = ["places", "undecided", "claims", "relations", "regions", "strikes", "control", "front"];

  function read() {
    const raw = geo.json("geo-data");
    const data = {
      date: raw.date,
      bounds: raw.bounds,
      title: raw.texts[raw.title],
      sources: raw.sources.map((i) => raw.texts[i]),
    };
    NAMES.forEach((name) => {
      data[name] = geo.rows(raw.layers[name === "front" ? "front_line" : name], raw.texts);
    });
    return data;
  }

  function heading(data) {
    const title = data.title || "Map of the reports";
    document.title = title + ", " + data.date;
    document.getElementById("geo-date").textContent = data.date;
    document.getElementById("geo-title").textContent = title;
    document.getElementById("geo-sources").textContent = data.sources.length
      ? "Sources: " + data.sources.join(" \u00b7 ")
      : "";
  }

  function backdrop(map, labels) {
    const data = geo.json("geo-backdrop");
    map.createPane("geo-backdrop");
    const renderer = L.canvas({ pane: "geo-backdrop", padding: 0.4 });
    const quantum = data.outlines.quantum_deg;
    const draw = (polygons, style) =>
      L.polygon(
        geo.areas([null, polygons], quantum),
        Object.assign({ renderer, pane: "geo-backdrop", interactive: false, smoothFactor: 0.7 }, style),
      ).addTo(map);
    data.outlines.countries.forEach(([code, name, polygons]) => {
      const land = draw(polygons, {
        color: "#a9a294",
        weight: 1.1,
        fillColor: code === "UA" ? "#fbfaf6" : "#f0eee7",
        fillOpacity: 1,
      });
      const rings = land.getLatLngs().map((rings) => rings[0].map((at) => [at.lat, at.lng]));
      labels.push({
        text: name.toLocaleUpperCase("en"),
        area: rings,
        kind: "country",
        layer: null,
        rank: 900,
        centred: true,
        zoom: 0,
        until: 8,
      });
    });
    data.outlines.oblasts.forEach((polygons) =>
      draw(polygons, { color: "#c9c3b6", weight: 0.8, fill: false, dashArray: "3 3" }),
    );
    data.places.forEach(([name, lon, lat, people]) =>
      labels.push({
        text: name,
        at: [lat / 1000, lon / 1000],
        kind: "town",
        layer: null,
        rank: 1e6 - people / 1e3,
        gap: 6,
        mark: 3,
        dot: true,
        zoom:
          (people > 900000
            ? 5
            : people > 250000
              ? 6
              : people > 100000
                ? 7
                : people > 40000
                  ? 8
                  : people > 15000
                    ? 9
                    : 10) - 0.5,
      }),
    );
  }

  function show(map, row, switchOn) {
    switchOn(row);
    const layer = row.marks[0];
    const options = { animate: !geo.calm(), duration: 0.6 };
    if (geo.small()) map.getContainer().scrollIntoView({ block: "nearest" });
    const centre = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
    map.closePopup();
    map.once("moveend", () => layer.openPopup(centre));
    if (layer.getLatLng) map.setView(centre, Math.max(map.getZoom(), 10), options);
    else map.fitBounds(layer.getBounds(), Object.assign({ padding: [40, 40], maxZoom: 11 }, options));
  }

  function keyboard(map) {
    map.on("popupopen", (event) => {
      const card = event.popup.getElement().querySelector(".geo-card");
      if (card) card.focus({ preventScroll: true });
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("popupclose", (event) => {
      const source = event.popup._source;
      const node = source && source.getElement && source.getElement();
      if (
        node &&
        node.tabIndex === 0 &&
        document.activeElement &&
        event.popup.getElement().contains(document.activeElement)
      )
        node.focus({ preventScroll: true });
    });
  }

  geo.draw = function (map) {
    const data = read();
    const groups = {};
    ["regions", "control", "front", "relations", "places", "undecided", "strikes", "claims"].forEach((key) => {
      groups[key] = L.layerGroup().addTo(map);
    });
    const labels = [];
    map.attributionControl.setPrefix(false);
    if (geo.small() && map.zoomControl) map.zoomControl.setPosition("bottomright");
    heading(data);
    backdrop(map, labels);
    geo.layers.regions(data, groups, labels);
    geo.layers.control(data, groups);
    geo.layers.relations(data, groups, labels);
    geo.layers.places(data, groups, labels);
    geo.layers.undecided(data, groups, labels);
    geo.layers.strikes(data, groups, labels);
    geo.layers.claims(data, groups, labels);
    const counts = {};
    NAMES.forEach((key) => {
      counts[key] = data[key].filter((row) => row.geometry).length;
    });
    const names = new geo.Labels(labels, (key) => key === null || map.hasLayer(groups[key]));
    const switched = (key, on) => {
      if (key) groups[key][on ? "addTo" : "removeFrom"](map);
      names.place();
    };
    geo.legend(data, groups, counts, switched);
    const on = (row) =>
      NAMES.forEach((key) => {
        if (!data[key].includes(row) || map.hasLayer(groups[key])) return;
        document.getElementById("geo-layer-" + key).checked = true;
        switched(key, true);
      });
    geo.lists(data, (row) => show(map, row, on));
    keyboard(map);
    geo.measure(map, data);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const legend = document.getElementById("geo-legend");
    const aside = legend.open && !geo.small() ? legend.offsetWidth + 20 : 24;
    map.fitBounds(data.bounds, {
      paddingTopLeft: [50, 40],
      paddingBottomRight: [aside, 40],
      maxZoom: 11,
      animate: false,
    });
    names.addTo(map);
    const crowd = () =>
      map.getContainer().classList.toggle("geo-crowded", data.claims.length > CROWD && map.getZoom() < CLOSE);
    map.on("zoomend", crowd);
    crowd();
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    geo.data = data;
    geo.groups = groups;
    document.documentElement.dataset.geoDrawn = "yes";
  };
})();
