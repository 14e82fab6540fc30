/* geo: the marks. Sides differ in shape and colour (RU diamond, UA circle), status in outline and fill. */
(function () {
  "use strict";

  const ABREAST = 4;
  const TAKING = new Set(["captured", "liberated"]);
  const DIAMOND = "M0-10L10 0L0 10L-10 0Z";
  const STAR = "M0-10L2.6-3.6L9.5-3.1L4.2 1.4L5.9 8.1L0 4.4L-5.9 8.1L-4.2 1.4L-9.5-3.1L-2.6-3.6Z";

  function picture(size, name, ...shapes) {
    return geo.svg(
      "svg",
      {
        viewBox: "-13 -13 26 26",
        width: size,
        height: size,
        class: "geo-mark " + name,
        "aria-hidden": "true",
        focusable: "false",
      },
      shapes,
    );
  }

  function body(actor) {
    if (actor === "RU") return geo.svg("path", { d: DIAMOND, class: "geo-body" });
    return geo.svg("circle", { r: 8.5, class: "geo-body" });
  }

  geo.pictures = {
    claim(row) {
      const size = TAKING.has(row.event) ? 26 : 18;
      const cross =
        row.status === "denied" ? geo.svg("path", { d: "M-11-11L11 11M11-11L-11 11", class: "geo-cross" }) : null;
      return picture(size, "geo-claim geo-" + row.actor + " geo-" + row.status, body(row.actor), cross);
    },
    /* by far the most numerous, hence one plain element */
    place(row) {
      return geo.el("span", { class: "geo-place geo-" + row.role, width: 12 });
    },
    undecided() {
      return picture(
        22,
        "geo-undecided",
        geo.svg("circle", { r: 10.5, class: "geo-body" }),
        geo.svg("text", { y: 5, "text-anchor": "middle" }, "?"),
      );
    },
    strike(row) {
      return picture(24, "geo-strike geo-" + (row.actor || "other"), geo.svg("path", { d: STAR, class: "geo-body" }));
    },
    relation() {
      return picture(16, "geo-relation", geo.svg("path", { d: "M0-9V9M-9 0H9", class: "geo-cross" }));
    },
  };

  /* a mark at a point: a button with a name, which Enter opens */
  geo.mark = function (latlng, picture, name, content, options) {
    const shift = options.shift || [0, 0];
    const size = Number(picture.getAttribute("width"));
    const box = Math.max(size, 24);
    const icon = L.divIcon({
      className: "geo-icon " + (options.className || ""),
      html: picture,
      iconSize: [box, box],
      iconAnchor: [box / 2 - shift[0], box / 2 - shift[1]],
    });
    const marker = L.marker(latlng, { icon, title: name, zIndexOffset: options.above || 0, riseOnHover: true });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
    return geo.popup(marker, content);
  };

  /* the page's own controls are kept clear when a popup opens; their size is known only then */
  geo.popup = (layer, content) =>
    layer.bindPopup(
      (source) => {
        const area = document.querySelector(".geo-map-area");
        const legend = document.getElementById("geo-legend");
        const beside = legend.open && area.clientWidth > 640;
        Object.assign(source.getPopup().options, {
          maxWidth: Math.min(320, area.clientWidth - 60),
          maxHeight: Math.min(340, area.clientHeight - 150),
          autoPanPaddingTopLeft: [beside ? 56 : 8, beside ? 12 : legend.offsetHeight + 24],
          autoPanPaddingBottomRight: [beside ? legend.offsetWidth + 24 : 8, 30],
        });
        return content();
      },
      { minWidth: 200 },
    );

  /* a line or an area is reached by the Tab key too, and says what it is; Enter opens it where it was drawn */
  geo.reach = function (layer, name) {
    layer.on("add", () => {
      const node = layer.getElement && layer.getElement();
      if (!node || node.hasAttribute("tabindex")) return;
      Object.entries({ tabindex: "0", role: "button", "aria-label": name }).forEach(([key, value]) =>
        node.setAttribute(key, value),
      );
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        layer.openPopup(geo.visible(layer));
      });
    });
    return layer;
  };

  /* a point of a line or area that is in view, else its middle */
  geo.visible = function (layer) {
    const view = layer._map.getBounds();
    const middle = layer._map.getCenter();
    const corners = layer.getLatLngs().flat(Infinity);
    const near = (at) => middle.distanceTo(at);
    const seen = corners.filter((at) => view.contains(at));
    if (seen.length) return seen.reduce((best, at) => (near(at) < near(best) ? at : best));
    return layer.getBounds().contains(middle) ? middle : corners[0];
  };

  function shapeStyle(name, more) {
    return Object.assign({ className: "geo-shape " + name, weight: 1.5 }, more);
  }

  geo.outline = (row, name, said, content, more) =>
    geo.reach(geo.popup(L.polygon(geo.areas(row.geometry), shapeStyle(name, more)), content), said);
  geo.path = (row, name, said, content, more) =>
    geo.reach(
      geo.popup(L.polyline(geo.lines(row.geometry), shapeStyle(name, Object.assign({ fill: false }, more))), content),
      said,
    );

  geo.circle = (latlng, metres) =>
    L.circle(latlng, shapeStyle("geo-uncertain", { radius: metres, interactive: false }));

  /* several claims at one place stand side by side, in rows */
  geo.shifts = function (rows, step) {
    const groups = new Map();
    rows.forEach((row) => {
      if (!row.geometry || row.geometry[0] !== "P") return;
      const key = row.geometry.join();
      groups.set(key, (groups.get(key) || []).concat(row));
    });
    groups.forEach((group) =>
      group.forEach((row, i) => {
        const across = Math.min(group.length, ABREAST);
        row.spread = ((across - 1) / 2) * step;
        row.shift = [(i % ABREAST) * step - row.spread, Math.floor(i / ABREAST) * step];
      }),
    );
  };
})();
