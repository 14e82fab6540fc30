/* geo: names on the map, placed greedily by rank so that none covers another; fewer when zoomed out. */
(function () {
  "use strict";

  const HEIGHT = 15;
  const MOST = 220;
  const CELL = 48;
  const canvas = document.createElement("canvas").getContext("2d");
  const FONTS = {
    claim: "600 13px system-ui, sans-serif",
    anchor: "500 12px system-ui, sans-serif",
    place: "12px system-ui, sans-serif",
    undecided: "italic 12px system-ui, sans-serif",
    relation: "italic 11.5px system-ui, sans-serif",
    region: "11px system-ui, sans-serif",
    strike: "500 12px system-ui, sans-serif",
    town: "11.5px system-ui, sans-serif",
    country: "12px system-ui, sans-serif",
    water: "italic 11.5px system-ui, sans-serif",
  };
  const SPACED = { region: 1.2, country: 3, water: 0.6 };
  /* how far a river's name stands off it, and at how many of its points it is tried */
  const OFF = 4;
  const TRIES = 24;

  function width(label) {
    if (label.width === undefined) {
      canvas.font = FONTS[label.kind];
      label.width = canvas.measureText(label.text).width * 1.04 + (SPACED[label.kind] || 0) * label.text.length + 4;
    }
    return label.width;
  }

  /* where a label may stand about its point: [left, top] of its box */
  function spots(label, at) {
    const w = width(label);
    if (label.centred) return [[at.x - w / 2, at.y - HEIGHT / 2]];
    const gap = label.gap || 8;
    const up = at.y - HEIGHT / 2;
    const sides = [
      [at.x + gap, up],
      [at.x - gap - w, up],
      [at.x - w / 2, at.y - gap - HEIGHT],
      [at.x - w / 2, at.y + gap],
    ];
    // a town's name at a corner would seem to belong to the mark beside it
    if (label.kind === "town") return sides;
    return sides.concat([
      [at.x + gap * 0.7, at.y - gap * 0.7 - HEIGHT],
      [at.x + gap * 0.7, at.y + gap * 0.7],
      [at.x - gap * 0.7 - w, at.y - gap * 0.7 - HEIGHT],
      [at.x - gap * 0.7 - w, at.y + gap * 0.7],
    ]);
  }

  /* the same beside points of a line, those at its middle first: on either side the box touches the line */
  function alongside(label, points) {
    const w = width(label);
    const step = Math.ceil(points.length / TRIES);
    return points
      .map((point, i) => [Math.abs(i - points.length / 2), point])
      .filter((_, i) => i % step === 0)
      .sort((a, b) => a[0] - b[0])
      .flatMap(([, { x, y, across }]) =>
        [1, -1].map((side) => {
          const off = side * (OFF + (Math.abs(across[0]) * w + Math.abs(across[1]) * HEIGHT) / 2);
          return [x + across[0] * off - w / 2, y + across[1] * off - HEIGHT / 2];
        }),
      );
  }

  /* boxes that nothing else may cover, found by the cells of a grid they touch */
  class Taken {
    constructor() {
      this.cells = new Map();
    }

    keys([left, top, right, bottom]) {
      const keys = [];
      for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
        for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) keys.push(x * 4096 + y);
      }
      return keys;
    }

    add(box) {
      this.keys(box).forEach((key) => {
        const cell = this.cells.get(key);
        if (cell) cell.push(box);
        else this.cells.set(key, [box]);
      });
    }

    free(box) {
      return this.keys(box).every((key) =>
        (this.cells.get(key) || []).every(
          (other) => box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1],
        ),
      );
    }
  }

  /* where the part of an area that is in view has its middle: of a grid of points, the one nearest the mean of those inside */
  function middle(inside, map, size) {
    const found = [];
    for (let i = 1; i < 8; i++) {
      for (let j = 1; j < 8; j++) {
        const at = L.point((size.x * i) / 8, (size.y * j) / 8);
        const where = map.containerPointToLatLng(at);
        if (inside(where.lat, where.lng)) found.push(at);
      }
    }
    if (found.length < 2) return null;
    const mean = found.reduce((sum, at) => sum.add(at), L.point(0, 0)).divideBy(found.length);
    return found.reduce((best, at) => (at.distanceTo(mean) < best.distanceTo(mean) ? at : best));
  }

  geo.Labels = L.Layer.extend({
    /* `shown` says of a label whether its layer is on; `more` gives labels for the view at hand */
    initialize(labels, shown, more) {
      this._labels = [];
      this.renew(labels);
      this._shown = shown;
      this._more = more;
    },
    /* labels in place of those of the layers; the map's own stay */
    renew(labels) {
      this._labels = this._labels.filter((label) => label.layer === null).concat(labels);
    },
    onAdd(map) {
      this._pane = map.createPane("geo-labels");
      this._pane.setAttribute("aria-hidden", "true");
      this._box = geo.el("div", { class: "geo-labels leaflet-zoom-hide" });
      this._pane.appendChild(this._box);
      map.on("moveend zoomend resize", this.later, this);
      this.place();
    },
    /* a frame after the map has drawn what moved */
    later() {
      if (!this._waiting) this._waiting = requestAnimationFrame(() => this.place());
    },
    place() {
      this._waiting = null;
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const zoom = map.getZoom();
      const taken = new Taken();
      const frame = map.getContainer().getBoundingClientRect();
      document.querySelectorAll("#geo-legend, .geo-map-area .leaflet-control").forEach((node) => {
        const { left, top, right, bottom } = node.getBoundingClientRect();
        if (right > left) taken.add([left - frame.left, top - frame.top, right - frame.left, bottom - frame.top]);
      });
      const open = [];
      const { x: left, y: top } = map.getPixelBounds().min;
      const view = { scale: 256 * Math.pow(2, zoom), left, top, size };
      const asked = this._labels.concat(this._more(map.getBounds(), zoom)).sort((a, b) => a.rank - b.rank);
      asked.forEach((label) => {
        if (label.zoom > zoom || label.until < zoom || !this._shown(label)) return;
        const points = label.along ? label.along(view) : [];
        const at = label.at
          ? map.latLngToContainerPoint(label.at)
          : label.inside
            ? middle(label.inside, map, size)
            : points[0];
        if (!at) return;
        if (at.x < -60 || at.y < -20 || at.x > size.x + 60 || at.y > size.y + 20) return;
        open.push([label, at, points]);
        if (label.mark) taken.add([at.x - label.mark, at.y - label.mark, at.x + label.mark, at.y + label.mark]);
      });
      const placed = document.createDocumentFragment();
      const seen = new Map();
      let count = 0;
      for (const [label, at, points] of open) {
        const same = seen.get(label.text);
        if (count >= MOST || (same && same.distanceTo(at) < 40)) continue;
        const w = width(label);
        const inside = ([x, y]) => x >= 2 && y >= 0 && x + w <= size.x - 2 && y + HEIGHT <= size.y;
        const on = ([left, top]) => points.some(({ x, y }) => x > left && x < left + w && y > top && y < top + HEIGHT);
        const spot = (label.along ? alongside(label, points) : spots(label, at)).find(
          (corner) =>
            inside(corner) && taken.free([corner[0], corner[1], corner[0] + w, corner[1] + HEIGHT]) && !on(corner),
        );
        if (!spot) continue;
        seen.set(label.text, at);
        taken.add([spot[0], spot[1], spot[0] + w, spot[1] + HEIGHT]);
        const node = geo.el("span", { class: "geo-label geo-label-" + label.kind }, label.text);
        L.DomUtil.setPosition(node, map.containerPointToLayerPoint(spot));
        if (label.dot) {
          const dot = geo.el("span", { class: "geo-town" });
          L.DomUtil.setPosition(dot, map.containerPointToLayerPoint(at.subtract([2, 2])));
          placed.appendChild(dot);
        }
        placed.appendChild(node);
        count += 1;
      }
      this._box.replaceChildren(placed);
    },
  });
})();
