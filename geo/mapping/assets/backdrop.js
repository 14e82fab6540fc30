/* geo: what lies under the map, drawn on canvases: countries, oblasts and rivers, kept as columns of numbers and never as objects. */
(function () {
  "use strict";

  const RAD = Math.PI / 180;
  /* rivers are true to 2 km only: seen closer, they would put places on the wrong bank */
  const RIVERS_UNTIL = 10;

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

  /* the corners of all rings and rivers as columns on Mercator's square, and of each where its lines begin */
  class Outlines {
    constructor(bytes) {
      const [header, planes] = geo.parts(bytes);
      const areas = header.countries.map((country) => country[2].flat()).concat(header.oblasts.map((one) => one.flat()));
      const courses = header.rivers.map((river) => river[2]);
      const [n, more] = [areas, courses].map((some) => some.flat().reduce((sum, count) => sum + count, 0));
      this.x = new Float32Array(n + more);
      this.y = new Float32Array(n + more);
      const rings = this.take(areas, 0, n, planes, header.quantum_deg);
      const lines = this.take(courses, n, more, planes.subarray(6 * n), header.river_quantum_deg);
      this.countries = header.countries.map(([code, name], i) => ({ code, name, rings: rings[i] }));
      this.oblasts = rings.slice(header.countries.length);
      this.rivers = header.rivers.map(([name, rank], i) => ({ name, rank, lines: lines[i] }));
    }

    /* the lines of some shapes, their `n` corners being put into the columns from `corner` on */
    take(shapes, corner, n, planes, quantum) {
      const [dx, dy] = [geo.steps(planes, 0, n), geo.steps(planes, 1, n)];
      const first = corner;
      const line = (count) => {
        let [x, y] = [0, 0];
        const from = corner;
        for (const end = corner + count; corner < end; corner++) {
          x += dx[corner - first];
          y += dy[corner - first];
          [this.x[corner], this.y[corner]] = geo.mercator(y * quantum, x * quantum);
        }
        return this.boxed(from, corner);
      };
      return shapes.map((counts) => counts.map(line));
    }

    /* a line, and the box it lies in */
    boxed(from, to) {
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

    /* those lines whose box is in view */
    seen(lines, { scale, left, top, size }) {
      const off = (low, high, start, length) => high * scale < start || low * scale > start + length;
      return lines.filter((line) => !off(line[2], line[4], left, size.x) && !off(line[3], line[5], top, size.y));
    }

    /* a path of rings, or of lines with their corners rounded, without those nearer than half a pixel to the one before */
    trace(context, lines, view, rounded) {
      context.beginPath();
      this.seen(lines, view).forEach(([from, to]) => {
        let [lastX, lastY] = [NaN, NaN];
        for (let i = from; i < to; i++) {
          const x = this.x[i] * view.scale - view.left;
          const y = this.y[i] * view.scale - view.top;
          if (i === from) context.moveTo(x, y);
          else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.7) continue;
          else if (rounded) context.quadraticCurveTo(lastX, lastY, (x + lastX) / 2, (y + lastY) / 2);
          else context.lineTo(x, y);
          [lastX, lastY] = [x, y];
        }
        if (rounded) context.lineTo(lastX, lastY);
        else context.closePath();
      });
    }

    /* points of rounded lines in view, each with the way across the line there, as `geo.Labels` asks for them */
    course(lines, view) {
      const found = [];
      const corner = (i) => L.point(this.x[i] * view.scale - view.left, this.y[i] * view.scale - view.top);
      const half = (one, other) => one.add(other).divideBy(2);
      const add = (point, way) => {
        const length = Math.hypot(way.x, way.y) || 1;
        if (point.x > 0 && point.y > 0 && point.x < view.size.x && point.y < view.size.y)
          found.push(Object.assign(point, { across: [-way.y / length, way.x / length] }));
      };
      this.seen(lines, view).forEach(([from, to]) => {
        for (let i = from + 1; i < to - 1; i++) {
          const [before, after] = [half(corner(i - 1), corner(i)), half(corner(i), corner(i + 1))];
          add(before, corner(i).subtract(before));
          add(half(half(before, after), corner(i)), after.subtract(before));
        }
      });
      return found;
    }
  }

  geo.backdrop = function (bytes, labels) {
    const outlines = new Outlines(bytes);
    geo.country = (lat, lon) => (outlines.countries.find(({ rings }) => outlines.contains(rings, lat, lon)) || {}).code;
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
      context.strokeStyle = geo.colour("--river");
      context.lineCap = "round";
      outlines.rivers.forEach(({ rank, lines }) => {
        if (rank > view.zoom + 2 || view.zoom > RIVERS_UNTIL) return;
        context.lineWidth = Math.max(0.6, (2.6 - rank * 0.2) * (view.zoom * 0.15 + 0.1));
        outlines.trace(context, lines, view, true);
        context.stroke();
      });
      context.lineCap = "butt";
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
    outlines.rivers.forEach(({ name, rank, lines }) =>
      labels.push({
        text: name,
        along: (view) => outlines.course(lines, view),
        kind: "water",
        layer: null,
        rank: 2e6 + rank,
        zoom: rank - 1,
        until: RIVERS_UNTIL,
      }),
    );
    return sheet;
  };
})();
