/* geo: distances on the WGS 84 ellipsoid. */
(function () {
  "use strict";

  const A = 6378137;
  const F = 1 / 298.257223563;
  const B = A * (1 - F);
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const deg = (radians) => (radians * 180) / Math.PI;
  const PIECES = 48;

  /* Vincenty (1975), inverse: kilometres and the bearing at the first position; null where it does not settle */
  geo.inverse = function (from, to) {
    const L0 = rad(((to[1] - from[1] + 540) % 360) - 180);
    const u1 = Math.atan((1 - F) * Math.tan(rad(from[0])));
    const u2 = Math.atan((1 - F) * Math.tan(rad(to[0])));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = L0;
    for (let i = 0; i < 100; i++) {
      const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
      const y = c2 * sl;
      const x = c1 * s2 - s1 * c2 * cl;
      const ss = Math.hypot(y, x);
      if (ss === 0) return { km: 0, bearing: null };
      const cs = s1 * s2 + c1 * c2 * cl;
      const sigma = Math.atan2(ss, cs);
      const sa = (c1 * c2 * sl) / ss;
      const ca = 1 - sa * sa;
      const cm = ca > 1e-15 ? cs - (2 * s1 * s2) / ca : 0;
      const C = (F / 16) * ca * (4 + F * (4 - 3 * ca));
      const last = lambda;
      lambda = L0 + (1 - C) * F * sa * (sigma + C * ss * (cm + C * cs * (2 * cm * cm - 1)));
      if (Math.abs(lambda - last) < 1e-12) {
        const q = (ca * (A * A - B * B)) / (B * B);
        const a = 1 + (q / 16384) * (4096 + q * (q * (320 - 175 * q) - 768));
        const b = (q / 1024) * (256 + q * (q * (74 - 47 * q) - 128));
        const rest =
          cm + (b / 4) * (cs * (2 * cm * cm - 1) - (b / 6) * cm * (4 * ss * ss - 3) * (4 * cm * cm - 3));
        return { km: (B * a * (sigma - b * ss * rest)) / 1000, bearing: (deg(Math.atan2(y, x)) + 360) % 360 };
      }
    }
    return null;
  };

  /* kilometres to the nearest point of lines, found by a plane about the spot and measured on the ellipsoid; or null */
  geo.toLine = function (at, lines) {
    const squeeze = Math.cos(rad(at[0]));
    let best = null;
    lines.forEach((line) => {
      for (let i = 1; i < line.length; i++) {
        const [ax, ay] = [(line[i - 1][1] - at[1]) * squeeze, line[i - 1][0] - at[0]];
        const [bx, by] = [(line[i][1] - at[1]) * squeeze, line[i][0] - at[0]];
        const [dx, dy] = [bx - ax, by - ay];
        const long = dx * dx + dy * dy;
        const t = long ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / long)) : 0;
        const [x, y] = [ax + t * dx, ay + t * dy];
        const far = x * x + y * y;
        if (!best || far < best.far) best = { far, at: [at[0] + y, at[1] + x / squeeze] };
      }
    });
    const found = best && geo.inverse(at, best.at);
    return found ? found.km : null;
  };

  /* whether a spot lies within rings */
  geo.within = function (at, rings) {
    let inside = false;
    rings.forEach((ring) => {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const crosses = ring[i][0] > at[0] !== ring[j][0] > at[0];
        if (
          crosses &&
          at[1] < ((ring[j][1] - ring[i][1]) * (at[0] - ring[i][0])) / (ring[j][0] - ring[i][0]) + ring[i][1]
        )
          inside = !inside;
      }
    });
    return inside;
  };

  /* the great circle between two spots, for drawing */
  geo.arc = function (from, to) {
    const unit = ([lat, lon]) => [
      Math.cos(rad(lat)) * Math.cos(rad(lon)), Math.cos(rad(lat)) * Math.sin(rad(lon)), Math.sin(rad(lat)),
    ]; // prettier-ignore
    const [p, q] = [unit(from), unit(to)];
    const angle = Math.acos(Math.min(1, p[0] * q[0] + p[1] * q[1] + p[2] * q[2]));
    if (angle < 1e-9) return [from, to];
    return Array.from({ length: PIECES + 1 }, (_, i) => {
      const [a, b] = [Math.sin((1 - i / PIECES) * angle), Math.sin((i / PIECES) * angle)];
      const v = p.map((value, axis) => a * value + b * q[axis]);
      return [deg(Math.atan2(v[2], Math.hypot(v[0], v[1]))), deg(Math.atan2(v[1], v[0]))];
    });
  };
})();
