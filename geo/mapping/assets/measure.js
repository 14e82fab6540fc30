/* geo: distances in the page: what a spot of the map is called, and a ruler of two clicks. On the WGS 84 ellipsoid. */
(function () {
  "use strict";

  const A = 6378137;
  const F = 1 / 298.257223563;
  const B = A * (1 - F);
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const deg = (radians) => (radians * 180) / Math.PI;
  const POINTS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
  const AT_KM = 0.5;
  const NEAR_KM = 80;
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

  geo.compass = (bearing) => POINTS[Math.round(bearing / 45) % 8];
  geo.kilometres = (km) => (km < 10 ? km.toFixed(1) : String(Math.round(km))) + " km";

  /* the places a reader can find on the map: those of the reports, and the main ones of the backdrop */
  function anchors(data) {
    const known = geo
      .json("geo-backdrop")
      .places.map(([name, lon, lat, people]) => ({ name, at: [lat / 1000, lon / 1000], people }));
    const named = data.places.map((row) => ({ name: row.name, at: geo.point(row.geometry), people: 3000 }));
    return known.concat(named);
  }

  /* the anchor for a spot: near, large, or both; a town of ten times the people may be some kilometres farther off */
  function anchored(at, places) {
    let best = null;
    places.forEach((place) => {
      if (Math.abs(place.at[0] - at[0]) > 3 || Math.abs(place.at[1] - at[1]) > 4) return;
      const found = geo.inverse(place.at, at);
      if (!found) return;
      const cost = (found.km + 1) / (1 + Math.log10(Math.max(place.people, 1000) / 1000));
      if (found.km <= NEAR_KM && (!best || cost < best.cost)) best = { place, cost, km: found.km, bearing: found.bearing };
    });
    return best;
  }

  /* the point of the front line nearest to a spot, by a plane about it; the distance is then measured on the ellipsoid */
  function toFront(at, lines) {
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
  }

  function within(at, rings) {
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
  }

  /* what a spot is called: a heading and facts */
  function namer(data) {
    const places = anchors(data);
    const lines = data.front.flatMap((row) => geo.lines(row.geometry));
    const held = data.control
      .filter((row) => row.basis === "assessed")
      .map((row) => ({ holder: row.holder, areas: geo.areas(row.geometry) }));
    return function (at) {
      const near = anchored(at, places);
      const km = lines.length ? toFront(at, lines) : null;
      const area = held.find((one) => one.areas.some((rings) => within(at, rings)));
      return {
        phrase: !near
          ? "Far from any place on this map"
          : near.km < AT_KM
            ? "At " + near.place.name
            : geo.kilometres(near.km) + " " + geo.compass(near.bearing) + " of " + near.place.name,
        front: km === null ? "" : "; the front line " + geo.kilometres(km) + " away",
        facts: [
          ["Front line", km === null ? null : geo.kilometres(km) + " away"],
          ["Assessed", area ? "held by " + geo.forces[area.holder] : null],
          ["Position", at[0].toFixed(4) + " N, " + at[1].toFixed(4) + " E"],
        ],
      };
    };
  }

  const pair = (latlng) => {
    const at = latlng.wrap();
    return [at.lat, at.lng];
  };

  function spots(map, name, measuring) {
    const open = (latlng) => {
      const said = name(pair(latlng));
      L.popup({ maxWidth: 300, className: "geo-spot" })
        .setLatLng(latlng)
        .setContent(geo.card(said.phrase, null, said.facts, {}))
        .openOn(map);
    };
    map.on("click", (event) => {
      if (!measuring()) open(event.latlng);
    });
    map.on("popupopen", (event) => {
      const source = event.popup._source;
      const card = event.popup.getElement().querySelector(".geo-card");
      if (!source || source.getLatLng || !card) return;
      const said = name(pair(event.popup.getLatLng()));
      card.appendChild(geo.el("p", { class: "geo-here" }, "This spot: " + said.phrase + said.front));
    });
    return open;
  }

  function arc(from, to) {
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
  }

  function ruler(map) {
    const drawn = L.layerGroup().addTo(map);
    const said = geo.el("p", { class: "geo-measured", role: "status", hidden: true });
    const button = geo.el("a", { href: "#", role: "button", title: "Measure a distance", "aria-label": "Measure a distance", "aria-pressed": "false" });
    button.appendChild(
      geo.svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" },
        geo.svg("path", { d: "M2 13 13 2l5 5L7 18zM5 10l2 2M8 7l2 2M11 4l2 2", fill: "none", stroke: "currentColor", "stroke-width": 1.6 })),
    ); // prettier-ignore
    let on = false;
    let first = null;

    const tell = (text) => {
      said.hidden = !text;
      said.textContent = text;
    };
    const clear = () => {
      drawn.clearLayers();
      first = null;
    };
    const turn = (to) => {
      on = to;
      clear();
      button.setAttribute("aria-pressed", String(on));
      map.getContainer().classList.toggle("geo-measuring", on);
      tell(on ? "Click two points, or move the map and press Enter" : "");
      if (on) map.closePopup();
    };
    const dot = (latlng) => L.circleMarker(latlng, { radius: 4, className: "geo-shape geo-ruler-end", interactive: false }).addTo(drawn); // prettier-ignore
    const take = (latlng) => {
      if (!first) {
        clear();
        first = latlng;
        dot(latlng);
        tell("From here to ... the second point");
        return;
      }
      const [from, to] = [pair(first), pair(latlng)];
      const found = geo.inverse(from, to);
      L.polyline(arc(from, to), { className: "geo-shape geo-ruler", weight: 2.5, interactive: false }).addTo(drawn);
      dot(latlng);
      first = null;
      tell(
        !found
          ? "These two points cannot be measured"
          : found.bearing === null
            ? "0 km"
            : geo.kilometres(found.km) + " " + geo.compass(found.bearing) + " (" + Math.round(found.bearing) % 360 + "\u00b0)",
      );
    };

    const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control geo-ruler-bar");
    bar.append(button, said);
    L.DomEvent.disableClickPropagation(bar);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      turn(!on);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        turn(!on);
      }
    });
    const Control = L.Control.extend({ onAdd: () => bar });
    new Control({ position: geo.small() ? "bottomright" : "topleft" }).addTo(map);

    /* before any mark or area takes the click */
    let pressed = null;
    const surface = map.getPane("mapPane");
    surface.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]), true);
    map.getContainer().addEventListener(
      "click",
      (event) => {
        if (!on || event.target.closest(".leaflet-control")) return;
        event.stopPropagation();
        event.preventDefault();
        const moved = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 6;
        if (!moved) take(map.mouseEventToLatLng(event));
      },
      true,
    );
    document.addEventListener("keydown", (event) => {
      if (on && event.key === "Escape") turn(false);
    });
    return { measuring: () => on, take };
  }

  geo.measure = function (map, data) {
    const rule = ruler(map);
    const open = spots(map, namer(data), rule.measuring);
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== map.getContainer()) return;
      if (rule.measuring()) rule.take(map.getCenter());
      else open(map.getCenter());
    });
  };
})();
