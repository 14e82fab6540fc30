/* geo: two days of a series side by side of a divider; and the parts that its bar is made of too. */
(function () {
  "use strict";

  const STEP = 0.02;

  geo.solid = (path) =>
    geo.svg(
      "svg",
      { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", focusable: "false" },
      geo.svg("path", { d: path, fill: "currentColor" }),
    );

  geo.range = (id, name, last) =>
    geo.el("input", { type: "range", id, min: 0, max: last, step: 1, "aria-label": name });

  const rectangle = (left, top, right, bottom) =>
    "polygon(" + [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => x + "px " + y + "px").join() + ")"; // prettier-ignore

  /* a day's control on the left of the divider */
  function paint({ control, front }, group) {
    const more = { pane: "geo-then", smoothFactor: 0.8, interactive: false };
    group.clearLayers();
    control.forEach((row) => {
      const className = "geo-shape geo-control geo-" + row.holder + " geo-" + row.basis;
      L.polygon(geo.areas(row.geometry), Object.assign({ className, weight: 0.8 }, more)).addTo(group);
    });
    front.forEach((row) =>
      [["geo-front-casing", 5], ["geo-front", 2.2]].forEach(([look, weight]) => {
        const style = Object.assign({ className: "geo-shape " + look, weight, fill: false }, more);
        L.polyline(geo.lines(row.geometry), style).addTo(group);
      }),
    ); // prettier-ignore
  }

  /* the divider: moved by pointer and by keys, it says where it stands */
  function divider(map, moved, settled) {
    const [left, right] = ["left", "right"].map((side) => geo.el("span", { class: "geo-swipe-day geo-swipe-" + side }));
    const handle = geo.el(
      "div",
      { class: "geo-swipe-handle", role: "slider", tabindex: 0, "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100 },
      geo.solid("M8 4v12L2 10zM12 4v12l6-6z"),
    );
    const node = geo.el("div", { class: "geo-swipe", hidden: true }, left, right, handle);
    let share = 0.5;
    const move = (to) => {
      share = Math.min(1 - STEP, Math.max(STEP, to));
      node.style.left = share * 100 + "%";
      handle.setAttribute("aria-valuenow", Math.round(share * 100));
      moved(share);
    };
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = map.getContainer().getBoundingClientRect();
      move((event.clientX - box.left) / box.width);
    });
    handle.addEventListener("lostpointercapture", settled);
    const keys = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }; // prettier-ignore
    handle.addEventListener("keydown", (event) => {
      if (!(event.key in keys)) return;
      event.preventDefault();
      event.stopPropagation();
      move(share + keys[event.key]);
      settled();
    });
    L.DomEvent.disableClickPropagation(node);
    map.getContainer().appendChild(node);
    return {
      move: () => move(share),
      show: (on) => (node.hidden = !on),
      name(then, now, text) {
        left.textContent = then;
        right.textContent = now;
        handle.setAttribute("aria-label", text);
      },
    };
  }

  /* two days side by side: the other one in a pane of its own on the left of the divider, the day shown on its right */
  geo.seriesComparison = function (map, days, relabel) {
    const said = days.block.words;
    const { last } = days;
    const pane = map.createPane("geo-then");
    const group = L.layerGroup();
    const other = geo.range("geo-day-other", said.other_day, last);
    const label = geo.el("output", { class: "geo-time-day", for: other.id });
    const row = geo.el("div", { class: "geo-time-row", hidden: true }, geo.el("span", {}, said.other_day), other, label);
    const toggle = geo.el("button", { type: "button", "aria-pressed": "false", title: said.compare_hint }, said.compare);
    let on = false;
    let shown = last;
    let then = null;
    let share = 0;

    const cut = (at) => {
      share = at;
      const size = map.getSize();
      const [from, to] = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(size)];
      const x = from.x + size.x * share;
      pane.style.clipPath = on ? rectangle(from.x, from.y, x, to.y) : "";
      ["overlayPane", "markerPane"].forEach(
        (name) => (map.getPane(name).style.clipPath = on ? rectangle(x, from.y, to.x, to.y) : ""),
      );
    };
    const line = divider(map, cut, relabel);
    const name = () => {
      const [left, right] = [days.words(Number(other.value)), days.words(shown)];
      label.textContent = left;
      other.setAttribute("aria-valuetext", left);
      line.name(left, right, geo.fill(said.divider, { left, right }));
    };
    const draw = () => {
      then = days.drawn(Number(other.value));
      paint(then, group);
    };
    other.addEventListener("input", () => {
      name();
      draw();
    });
    toggle.addEventListener("click", () => {
      on = !on;
      toggle.setAttribute("aria-pressed", String(on));
      row.hidden = !on;
      line.show(on);
      map.invalidateSize({ animate: false });
      if (on) {
        group.addTo(map);
        draw();
      } else group.remove();
      name();
      line.move();
      relabel();
    });
    other.value = 0;
    map.on("move zoomend viewreset resize", () => on && line.move());
    return {
      row,
      button: toggle,
      shows(index) {
        shown = index;
        name();
        if (on) line.move();
      },
      /* what lies left of the divider is of the other day; null where the day shown is */
      at: (latlng) => (on && map.latLngToContainerPoint(latlng).x < map.getSize().x * share ? then : null),
    };
  };
})();
