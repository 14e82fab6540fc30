/* geo: distances in the page: what a spot of the map is called, and a ruler of two clicks. */
(function () {
  "use strict";

  const AT_KM = 0.5;
  const NEAR_KM = 80;
  const KM_PER_DEGREE = 111.2;
  /* a place known only by its surroundings is nothing to measure from */
  const FAR_M = 5000;
  const NAMED_PEOPLE = 3000;
  const TOWN_PEOPLE = 8000;
  /* from so far on the line is nothing to place something by */
  const MOST_KM = 150;

  const point = (key, bearing) => geo.words[key][Math.round(bearing / 45) % 8];

  /* the anchor for a spot: near, large, or both; a town of ten times the people may be some kilometres farther off.
     One of fewer people than `least` is none. */
  function anchored(at, data, least) {
    const squeeze = Math.cos((at[0] * Math.PI) / 180);
    const reach = NEAR_KM / KM_PER_DEGREE;
    let best = null;
    const offer = (lat, lon, people, name) => {
      const [dy, dx] = [lat - at[0], (lon - at[1]) * squeeze];
      if (Math.abs(dy) > reach || Math.abs(dx) > reach) return;
      const km = Math.hypot(dx, dy) * KM_PER_DEGREE;
      if (people < least || (least && km < AT_KM)) return;
      const cost = (km + 1) / (1 + Math.log10(Math.max(people, 1000) / 1000));
      if (km <= NEAR_KM && (!best || cost < best.cost)) best = { cost, at: [lat, lon], name };
    };
    data.places.forEach((row) => offer(...geo.point(row.geometry), NAMED_PEOPLE, () => row.name));
    const all = data.atlas;
    for (let i = 0; all && i < all.n; i++)
      if (all.radius(i) <= FAR_M) offer(all.lat[i], all.lon[i], all.people(i), () => all.name(i, geo.lang));
    const found = best && geo.inverse(best.at, at);
    return found && { name: best.name(), km: found.km, bearing: found.bearing };
  }

  const phrase = (near) =>
    geo.say("spot", { distance: geo.kilometres(near.km), compass: point("points", near.bearing), name: near.name });

  /* where a place lies from a town that a reader may know; empty where there is none near */
  geo.whereabouts = function (at, data) {
    const near = anchored(at, data, TOWN_PEOPLE);
    return near ? phrase(near) : "";
  };

  /* how a spot lies to the line; `side` is who is assessed to hold it, if any. What is not drawn tells nothing abroad. */
  function behind(at, km, side) {
    const away = { distance: geo.kilometres(km) };
    if (side === "contested") return geo.say("line_contested", away);
    const of = (holder) => {
      const [subject, by] = geo.words.forces[holder];
      return Object.assign({ side: subject, by }, away);
    };
    if (side in geo.words.forces) return geo.say("line_held", of(side));
    return geo.country(...at) === "UA" ? geo.say("line_outside", of("RU")) : geo.say("line_away", away);
  }

  /* what a spot is called: a heading and facts */
  function namer(data) {
    let [seen, lines, held] = [null, [], []];
    /* another day has other rows */
    const look = (day) => {
      if (seen === day.control) return;
      seen = day.control;
      lines = day.front.flatMap((row) => geo.lines(row.geometry));
      held = day.control
        .filter((row) => row.basis === "assessed")
        .map((row) => ({ holder: row.holder, areas: geo.areas(row.geometry) }));
    };
    return function (at) {
      look((geo.series && geo.series.at(at)) || data);
      const near = anchored(at, data, 0);
      const km = lines.length ? geo.toLine(at, lines) : null;
      const area = held.find((one) => one.areas.some((rings) => geo.within(at, rings)));
      const away = km === null ? null : { distance: geo.kilometres(km) };
      return {
        phrase: !near
          ? geo.say("far")
          : near.km < AT_KM
            ? geo.say("here", { name: near.name })
            : phrase(near),
        front: away ? geo.say("front_away_too", away) : "",
        line: km === null || km > MOST_KM ? "" : behind(at, km, area && area.holder),
        facts: [
          [geo.say("front"), away ? geo.say("front_away", away) : null],
          [geo.say("assessed"), area ? geo.say("assessed_by", { side: geo.forces(area.holder) }) : null],
          [geo.say("position"), geo.position(...at)],
        ],
      };
    };
  }

  const pair = (latlng) => {
    const at = latlng.wrap();
    return [at.lat, at.lng];
  };

  function spots(map, data, name, measuring) {
    /* `known`: a heading and a line in words for a place that was sought */
    const open = (latlng, known) => {
      const said = name(pair(L.latLng(latlng)));
      const card = known
        ? geo.card(known.name, known.words, known.facts.concat(said.facts), {})
        : geo.card(said.phrase, null, said.facts, {});
      L.popup({ maxWidth: 300, className: "geo-spot" }).setLatLng(latlng).setContent(card).openOn(map);
    };
    map.on("click", (event) => {
      if (!measuring()) open(event.latlng);
    });
    map.on("popupopen", (event) => {
      const source = event.popup._source;
      const card = event.popup.getElement().querySelector(".geo-card");
      if (!source || !card) return;
      const at = pair(event.popup.getLatLng());
      if (!source.getLatLng) {
        const said = name(at);
        card.appendChild(geo.el("p", { class: "geo-here" }, geo.say("this_spot", { text: said.phrase + said.front })));
      } else if (source.geoRow && !(source.geoRow.uncertainty_m > FAR_M)) {
        const told = [geo.whereabouts(at, data), name(at).line].filter(Boolean);
        const words = card.querySelector(".geo-words") || card.firstChild;
        if (told.length) words.after(geo.el("p", { class: "geo-where" }, told.join("; ")));
      }
    });
    return open;
  }

  function ruler(map) {
    const drawn = L.layerGroup().addTo(map);
    const said = geo.el("p", { class: "geo-measured", role: "status", hidden: true });
    const name = geo.say("measure");
    const button = geo.button(name, "M2 13 13 2l5 5L7 18zM5 10l2 2M8 7l2 2M11 4l2 2");
    button.setAttribute("aria-pressed", "false");
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
      tell(on ? geo.say("measure_start") : "");
      if (on) map.closePopup();
    };
    const dot = (latlng) =>
      L.circleMarker(latlng, { radius: 4, className: "geo-shape geo-ruler-end", interactive: false }).addTo(drawn);
    const take = (latlng) => {
      if (!first) {
        clear();
        first = latlng;
        dot(latlng);
        tell(geo.say("measure_next"));
        return;
      }
      const [from, to] = [pair(first), pair(latlng)];
      const found = geo.inverse(from, to);
      L.polyline(geo.arc(from, to), { className: "geo-shape geo-ruler", weight: 2.5, interactive: false }).addTo(drawn);
      dot(latlng);
      first = null;
      if (!found) return tell(geo.say("cannot_measure"));
      const bearing =
        found.bearing === null
          ? ""
          : " " + point("bearings", found.bearing) + " (" + (Math.round(found.bearing) % 360) + "\u00b0)";
      return tell(geo.kilometres(found.km) + bearing);
    };

    const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control geo-ruler-bar");
    bar.append(button, said);
    L.DomEvent.disableClickPropagation(bar);
    button.addEventListener("click", () => turn(!on));
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

  /* returns what opens the card of a spot */
  geo.measure = function (map, data) {
    const rule = ruler(map);
    const open = spots(map, data, namer(data), rule.measuring);
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== map.getContainer()) return;
      if (rule.measuring()) rule.take(map.getCenter());
      else open(map.getCenter());
    });
    return open;
  };
})();
