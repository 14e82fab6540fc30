/* geo: what lies under the map, drawn on canvases: countries and oblasts, kept as columns of numbers and never as objects. */
(function () {
  "use strict";

  const RAD = Math.PI / 180;

  /* degrees to the square of Mercator's projection, 0 to 1 */
  geo.mercator = (lat, lon) => [
    lon / 360 + 0.5,
    0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * RAD) / 2)) / (2 * Math.PI),
  ];

  /* a canvas that follows the map; `paint(context, place, bounds, zoom)` draws on it, `place` giving x and y of a position */
  geo.Sheet = L.Renderer.extend({
    initialize(pane, zIndex, paint) {
      L.Renderer.prototype.initialize.call(this, { pane, padding: 0.15 });
      Object.assign(this, { _paint: paint, _zIndex: zIndex });
    },
    onAdd(map) {
      if (!map.getPane(this.options.pane)) map.createPane(this.options.pane).style.zIndex = this._zIndex;
      L.Renderer.prototype.onAdd.call(this, map);
    },
    _initContainer() {
      this._container = geo.el("canvas", { "aria-hidden": "true", class: "geo-sheet" });
    },
    _updatePaths() {},
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      this.redraw();
    },
    redraw() {
      if (!this._map || !this._bounds) return;
      const bounds = this._bounds;
      const size = bounds.getSize();
      const ratio = window.devicePixelRatio > 1 ? 2 : 1;
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, bounds.min);
      canvas.width = ratio * size.x;
      canvas.height = ratio * size.y;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const scale = 256 * Math.pow(2, this._map.getZoom());
      const origin = this._map.getPixelOrigin();
      this._paint(context, {
        scale,
        left: origin.x + bounds.min.x,
        top: origin.y + bounds.min.y,
        size,
        zoom: this._map.getZoom(),
      });
    },
  });

  /* the corners of all rings as columns on Mercator's square, and of each area where its rings begin */
  class Outlines {
    constructor(bytes) {
      const [header, planes] = geo.parts(bytes);
      const areas = header.countries.map((country) => country[2]).concat(header.oblasts);
      const n = areas.flat(2).reduce((sum, count) => sum + count, 0);
      const [dx, dy] = [geo.steps(planes, 0, n), geo.steps(planes, 1, n)];
      this.x = new Float32Array(n);
      this.y = new Float32Array(n);
      let corner = 0;
      const take = (count) => {
        let [x, y] = [0, 0];
        const from = corner;
        for (const end = corner + count; corner < end; corner++) {
          x += dx[corner];
          y += dy[corner];
          [this.x[corner], this.y[corner]] = geo.mercator(y * header.quantum_deg, x * header.quantum_deg);
        }
        return [from, corner];
      };
      const rings = areas.map((polygons) => polygons.flatMap((counts) => counts.map(take)));
      this.countries = header.countries.map(([code, name], i) => ({ code, name, rings: rings[i].map(this.boxed, this) }));
      this.oblasts = rings.slice(header.countries.length).map((some) => some.map(this.boxed, this));
    }

    /* a ring, and the box it lies in */
    boxed([from, to]) {
      const [xs, ys] = [this.x.subarray(from, to), this.y.subarray(from, to)];
      const least = (some) => some.reduce((best, one) => Math.min(best, one), Infinity);
      const most = (some) => some.reduce((best, one) => Math.max(best, one), -Infinity);
      return [from, to, least(xs), least(ys), most(xs), most(ys)];
    }

    contains(rings, lat, lon) {
      const [px, py] = geo.mercator(lat, lon);
      let inside = false;
      rings.forEach(([from, to, left, top, right, bottom]) => {
        if (px < left || px > right || py < top || py > bottom) return;
        for (let i = from, j = to - 1; i < to; j = i++) {
          if (this.y[i] > py !== this.y[j] > py &&
            px < ((this.x[j] - this.x[i]) * (py - this.y[i])) / (this.y[j] - this.y[i]) + this.x[i])
            inside = !inside;
        }
      }); // prettier-ignore
      return inside;
    }

    /* a path of rings, without corners nearer than half a pixel to the one before */
    trace(context, rings, view) {
      context.beginPath();
      rings.forEach(([from, to, left, top, right, bottom]) => {
        const off = (low, high, start, length) => high * view.scale < start || low * view.scale > start + length;
        if (off(left, right, view.left, view.size.x) || off(top, bottom, view.top, view.size.y)) return;
        let [lastX, lastY] = [NaN, NaN];
        for (let i = from; i < to; i++) {
          const x = this.x[i] * view.scale - view.left;
          const y = this.y[i] * view.scale - view.top;
          if (i === from) context.moveTo(x, y);
          else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.7) continue;
          else context.lineTo(x, y);
          [lastX, lastY] = [x, y];
        }
        context.closePath();
      });
    }
  }

  geo.backdrop = function (bytes, labels) {
    const outlines = new Outlines(bytes);
    const sheet = new geo.Sheet("geo-backdrop", 150, (context, view) => {
      const [land, ukraine, border, oblast] = ["--land", "--land-ua", "--border", "--oblast"].map(geo.colour);
      context.lineJoin = "round";
      context.strokeStyle = border;
      context.lineWidth = 1.1;
      outlines.countries.forEach(({ code, rings }) => {
        outlines.trace(context, rings, view);
        context.fillStyle = code === "UA" ? ukraine : land;
        context.fill("evenodd");
        context.stroke();
      });
      context.setLineDash([3, 3]);
      context.strokeStyle = oblast;
      context.lineWidth = 0.9;
      outlines.oblasts.forEach((rings) => {
        outlines.trace(context, rings, view);
        context.stroke();
      });
    });
    outlines.countries.forEach(({ name, rings }) =>
      labels.push({
        text: name.toLocaleUpperCase(geo.lang),
        inside: (lat, lon) => outlines.contains(rings, lat, lon),
        kind: "country",
        layer: null,
        rank: 900,
        centred: true,
        zoom: 0,
        until: 8,
      }),
    );
    return sheet;
  };
})();
