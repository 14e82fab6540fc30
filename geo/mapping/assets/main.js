/* geo: draws a day on a Leaflet map. */
(function () {
  "use strict";

  const CROWD = 60;
  const CLOSE = 8.5;
  const ORDER = ["regions", "control", "claimed", "changes", "front", "relations", "places", "undecided", "strikes", "claims"];
  /* what is on where neither the link nor the reader says: the line, the changes, the claims */
  const USUAL = ["control", "front", "changes", "claims"];
  /* so many places are worth a layer of their own */
  const MANY = 2000;

  async function read() {
    const [raw, places, outlines] = await Promise.all([
      geo.unpackJson("geo-data"),
      geo.unpack("geo-places"),
      geo.unpack("geo-backdrop"),
    ]);
    Object.assign(geo, { lang: raw.lang, units: raw.units, words: raw.words });
    const data = {
      date: raw.date,
      bounds: raw.bounds,
      title: raw.texts[raw.title],
      sources: raw.sources.map((i) => raw.texts[i]),
      ages: raw.ages,
      cutOff: raw.cut_off,
      tiles: raw.tiles,
      credits: raw.credits,
      atlas: null,
      outlines,
    };
    ORDER.forEach((name) => {
      data[name] = geo.rows(raw.layers[name === "front" ? "front_line" : name], raw.texts);
    });
    if (places) data.atlas = new geo.Places(places);
    return data;
  }

  function heading(data) {
    const title = data.title || geo.say("title");
    document.title = title + ", " + data.date;
    document.getElementById("geo-date").textContent = data.date;
    document.getElementById("geo-title").textContent = title;
    const said = [
      data.cutOff ? geo.say("cut_off", { text: data.cutOff }) : "",
      data.sources.length ? geo.say("sources", { text: data.sources.join(" \u00b7 ") }) : "",
      data.ages,
    ];
    document.getElementById("geo-sources").textContent = said.filter(Boolean).join(" \u00b7 ");
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
    const reading = (on) => () => map.getContainer().classList.toggle("geo-reading", on);
    map.on("popupopen", reading(true));
    map.on("popupclose", reading(false));
    map.on("popupopen", (event) => {
      const node = event.popup.getElement();
      const card = node.querySelector(".geo-card");
      if (card) card.focus({ preventScroll: true });
      const close = node.querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", geo.say("close"));
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("popupclose", (event) => {
      const source = event.popup._source;
      const node = source && source.getElement && source.getElement();
      const within = document.activeElement && event.popup.getElement().contains(document.activeElement);
      if (!within) return;
      if (node && node.tabIndex === 0) node.focus({ preventScroll: true });
      else if (!source) map.getContainer().focus({ preventScroll: true });
    });
    document.getElementById("geo-skip").addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("geo-lists").focus();
    });
  }

  /* the layers as groups, and which of them are on */
  function layering(map, data, all) {
    const groups = {};
    const labels = [];
    ORDER.forEach((key) => {
      groups[key] = L.layerGroup();
      geo.layers[key](data, groups, labels);
    });
    if (data.atlas) {
      geo.townLabels(data.atlas, labels);
      if (data.atlas.n >= MANY) groups.settlements = geo.settlements(data.atlas);
    }
    const counts = groups.settlements ? { settlements: data.atlas.n } : {};
    ORDER.forEach((key) => {
      counts[key] = all[key].filter((row) => row.geometry).length;
    });
    return { groups, labels, counts };
  }

  function usual(counts) {
    if (counts.claims) return USUAL;
    return ORDER;
  }

  function wanted(counts) {
    const told = geo.state.get("on");
    const on = told === undefined ? usual(counts) : told.split(".");
    return new Set(on.filter((key) => counts[key] || key === "front"));
  }

  function opening(map, data) {
    const told = geo.state.view();
    // the heading has its words by now, and so the map its size
    map.invalidateSize({ animate: false, pan: false });
    const legend = document.getElementById("geo-legend");
    const aside = legend.open && !geo.small() ? legend.offsetWidth + 20 : 24;
    if (told) map.setView(told[1], told[0], { animate: false });
    else
      map.fitBounds(data.bounds, {
        paddingTopLeft: [50, 40],
        paddingBottomRight: [aside, 40],
        maxZoom: 11,
        animate: false,
      });
  }

  function controls(map) {
    map.attributionControl.setPrefix(false);
    if (map.zoomControl) {
      const [zoomIn, zoomOut] = map.zoomControl.getContainer().querySelectorAll("a");
      [[zoomIn, "zoom_in"], [zoomOut, "zoom_out"]].forEach(([node, key]) => {
        node.title = geo.say(key);
        node.setAttribute("aria-label", geo.say(key));
      }); // prettier-ignore
      if (geo.small()) map.zoomControl.setPosition("bottomright");
    }
    const miles = geo.units === "miles";
    L.control.scale({ position: "bottomleft", imperial: miles, metric: !miles }).addTo(map);
    geo.pointer(map);
  }

  async function draw(map) {
    const data = await read();
    const series = geo.openSeries ? await geo.openSeries(data) : null;
    const all = series ? series.all : data;
    heading(data);
    const { groups, labels, counts } = layering(map, data, all);
    const sheet = geo.backdrop(data.outlines, labels);
    const beside = (label) => geo.series && label.at && geo.series.at(label.at);
    const onMap = (label) =>
      label.layer === null ||
      (map.hasLayer(groups[label.layer]) && !(label.row && label.row.hidden) && !beside(label));
    const names = new geo.Labels(labels, onMap, (bounds, zoom) =>
      groups.settlements && map.hasLayer(groups.settlements) ? groups.settlements.labels(bounds, zoom) : [],
    );
    const remember = () =>
      geo.state.set("on", Object.keys(groups).filter((key) => map.hasLayer(groups[key])).join(".") || "none"); // prettier-ignore
    const lay = (on) =>
      Object.keys(groups).forEach((key) => {
        groups[key][on.has(key) ? "addTo" : "removeFrom"](map);
        const input = document.getElementById("geo-layer-" + key);
        if (input) input.checked = on.has(key);
      });
    const switched = (key, on) => {
      if (key) {
        groups[key][on ? "addTo" : "removeFrom"](map);
        remember();
      }
      names.place();
    };
    geo.legend(all, counts, wanted(counts), switched);
    const switchOn = (row) =>
      ORDER.forEach((key) => {
        if (!data[key].includes(row) || map.hasLayer(groups[key])) return;
        document.getElementById("geo-layer-" + key).checked = true;
        switched(key, true);
      });
    const choose = (row) => show(map, row, switchOn);
    let relist = geo.lists(data, choose);
    let seen = false;
    const refilter = geo.filter(data, all, groups, () => {
      if (seen) relist();
      names.place();
    });
    const reshade = geo.tools(() => {
      sheet.redraw();
      if (groups.settlements) groups.settlements.redraw();
    });
    keyboard(map);
    geo.search(map, data, geo.measure(map, data));
    controls(map);
    opening(map, data);
    sheet.addTo(map);
    lay(wanted(counts));
    refilter();
    names.addTo(map);
    const crowd = () =>
      map.getContainer().classList.toggle("geo-crowded", data.claims.length > CROWD && map.getZoom() < CLOSE);
    map.on("zoomend", crowd);
    crowd();
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      geo.state.set("view", [map.getZoom(), lat.toFixed(4), lng.toFixed(4)].join("/"));
    });
    geo.state.onchange(() => {
      lay(wanted(counts));
      opening(map, data);
      refilter();
      reshade();
    });
    const turn = (day) => {
      map.closePopup();
      Object.assign(data, day);
      const renewed = [];
      ORDER.forEach((key) => {
        groups[key].clearLayers();
        geo.layers[key](data, groups, renewed);
        geo.tally(key, data[key].filter((row) => row.geometry).length);
      });
      heading(data);
      relist = geo.lists(data, choose);
      names.renew(renewed);
      refilter();
      crowd();
    };
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    Object.assign(geo, { data, groups, map });
    if (series) geo.series = series.start(map, turn, () => names.place());
    // the map is seen before its lists are filled
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    seen = true;
    relist();
    document.documentElement.dataset.geoDrawn = "yes";
  }

  /* what went wrong is said on the page, in its language */
  geo.draw = async function (map) {
    geo.shade();
    const panel = document.getElementById("geo-lists");
    const fault = "DecompressionStream" in window ? "damaged" : "noUnpack";
    try {
      if (fault === "noUnpack") throw new Error("no DecompressionStream");
      await draw(map);
    } catch (error) {
      panel.prepend(geo.el("p", { class: "geo-fault", role: "alert" }, panel.dataset[fault]));
      document.documentElement.dataset.geoDrawn = "no";
      throw error;
    }
  };
})();
