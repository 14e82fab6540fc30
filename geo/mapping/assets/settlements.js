/* geo: all places that can be searched for as dots on a canvas, with their names when zoomed in. */
(function () {
  "use strict";

  const NAMED_FROM = 10.5;
  const MOST_NAMES = 160;
  /* a place known only by its surroundings is no dot */
  const FAR_M = 5000;

  /* a colour of the style sheet, #rrggbb, as a number of an image */
  function pixel(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0];
  }

  geo.settlements = function (places) {
    const n = places.n;
    const [x, y] = [new Float32Array(n), new Float32Array(n)];
    for (let i = 0; i < n; i++) [x[i], y[i]] = geo.mercator(places.lat[i], places.lon[i]);
    const near = Uint8Array.from({ length: n }, (_, row) => Number(places.radius(row) <= FAR_M));
    /* written into the canvas as pixels: tens of thousands of rectangles would hold up a frame */
    const layer = new geo.Sheet("geo-settlements", 250, (context, view) => {
      const [width, height] = [context.canvas.width, context.canvas.height];
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const ratio = width / view.size.x;
      const size = Math.round((view.zoom < 8 ? 1 : view.zoom < 10 ? 2 : 3) * ratio);
      const colour = pixel(geo.colour("--settlement"));
      const [scale, left, top] = [view.scale * ratio, view.left * ratio, view.top * ratio];
      for (let i = 0; i < n; i++) {
        const column = Math.round(x[i] * scale - left - size / 2);
        const row = Math.round(y[i] * scale - top - size / 2);
        if (column < 0 || row < 0 || column + size > width || row + size > height || !near[i]) continue;
        for (let at = row * width + column, end = at + size * width; at < end; at += width)
          pixels.fill(colour, at, at + size);
      }
      context.putImageData(image, 0, 0);
    });
    layer.labels = function (bounds, zoom) {
      if (zoom < NAMED_FROM) return [];
      const found = [];
      const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
      for (let i = 0; i < n; i++) {
        if (places.lat[i] < south || places.lat[i] > north || places.lon[i] < west || places.lon[i] > east) continue;
        if (near[i]) found.push(i);
      }
      found.sort((a, b) => places.logPeople[b] - places.logPeople[a]);
      return found.slice(0, MOST_NAMES).map((row) => ({
        text: places.name(row, geo.lang),
        at: places.at(row),
        kind: "town",
        layer: "settlements",
        rank: 1e6 + 255 - places.logPeople[row],
        gap: 6,
        mark: 3,
        zoom: 0,
      }));
    };
    return layer;
  };
})();
