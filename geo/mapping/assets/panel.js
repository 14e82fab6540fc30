/* geo: the legend with its layer switches. */
(function () {
  "use strict";

  function swatch(...shapes) {
    return geo.svg(
      "svg",
      { viewBox: "0 0 30 18", width: 30, height: 18, class: "geo-swatch", "aria-hidden": "true", focusable: "false" },
      shapes,
    );
  }

  const box = (name) =>
    swatch(geo.svg("rect", { x: 1, y: 2, width: 28, height: 14, class: "geo-shape " + name, "stroke-width": 1.5 }));
  const rule = (name) =>
    swatch(geo.svg("path", { d: "M1 9H29", class: "geo-shape " + name, "stroke-width": 2.5, fill: "none" }));
  const claim = (actor, status, event) => geo.pictures.claim({ actor, status, event: event || "captured" });
  const capital = (text) => text[0].toLocaleUpperCase(geo.lang) + text.slice(1);

  function held(data) {
    const entries = [];
    ["assessed", "inferred", "claimed"].forEach((basis) =>
      ["RU", "UA", "contested", "unknown"].forEach((holder) => {
        if (data.control.some((row) => row.holder === holder && row.basis === basis))
          entries.push([
            box("geo-control geo-" + holder + " geo-" + basis),
            capital(geo.forces(holder)) + ", " + geo.say("basis_" + basis),
          ]);
      }),
    );
    return entries;
  }

  function moved(data) {
    const real = data.changes.filter((row) => !row.is_noise);
    return ["RU", "UA", "contested"].map((side) => {
      const first = real.find((row) => row.holder_to === side);
      const said = { side: geo.forces(side), date: first && first.date_from };
      return first && [box("geo-change geo-" + side), geo.say("changed_hands", said)];
    });
  }

  /* of each layer: its name, its entries, and whether it is on where a link does not say */
  function keys(data) {
    const some = (layer, wanted) =>
      data[layer].some((row) => row.geometry && Object.keys(wanted).every((key) => row[key] === wanted[key]));
    const both = (status) => [claim("RU", status), claim("UA", status)];
    return {
      control: held(data),
      claimed: ["RU", "UA"].map(
        (holder) =>
          some("claimed", { holder }) && [
            box("geo-control geo-claimed geo-" + holder),
            capital(geo.forces(holder)) + ", " + geo.say("basis_claimed"),
          ],
      ),
      front: [[rule("geo-front"), geo.say("front_assessed")]],
      changes: moved(data),
      claims: [
        some("claims", { actor: "RU" }) && [claim("RU", "claimed"), geo.say("by_side", { side: geo.forces("RU") })],
        some("claims", { actor: "UA" }) && [claim("UA", "claimed"), geo.say("by_side", { side: geo.forces("UA") })],
        ...["claimed", "confirmed", "denied"].map(
          (status) => some("claims", { status }) && [both(status), geo.say(status + "_marks")],
        ),
        [[claim("UA", "claimed"), claim("UA", "claimed", "attacked")], geo.say("sizes")],
      ],
      strikes: [
        [[geo.pictures.strike({ actor: "RU" }), geo.pictures.strike({ actor: "UA" })], geo.say("both_sides")],
        data.strikes.some((row) => row.geometry && row.geometry[0] === "A") && [
          box("geo-struck"),
          geo.say("somewhere_here"),
        ],
      ],
      places: [
        [geo.pictures.place({ role: "mentioned" }), geo.say("named_in_report")],
        some("places", { role: "anchor" }) && [geo.pictures.place({ role: "anchor" }), geo.say("distances_start")],
        data.places.some((row) => row.uncertainty_m > geo.UNCERTAIN_M) && [box("geo-uncertain"), geo.say("lies_within")],
      ],
      relations: [
        some("relations", { part: "line" }) && [rule("geo-relation"), geo.say("distance_stated")],
        some("relations", { part: "area" }) && [box("geo-stated"), geo.say("location_stated")],
      ],
      regions: [[box("geo-region"), geo.say("without_point")]],
      undecided: [[geo.pictures.undecided(), geo.say("may_be_meant")]],
      settlements: [[geo.el("span", { class: "geo-settlement" }), geo.say("all_settlements")]],
    };
  }

  /* how many of a layer there are on the day shown */
  geo.tally = function (key, count) {
    const input = document.getElementById("geo-layer-" + key);
    if (input) input.parentNode.querySelector(".geo-count").textContent = count.toLocaleString(geo.lang);
  };

  /* `counts`: how many of each layer, none for a layer that is not there; `switched` is called after a change */
  geo.legend = function (data, counts, on, switched) {
    const body = document.getElementById("geo-legend-body");
    Object.entries(keys(data)).forEach(([key, entries]) => {
      if (!counts[key]) return;
      const input = geo.el("input", { type: "checkbox", id: "geo-layer-" + key, "data-layer": key });
      input.checked = on.has(key);
      input.addEventListener("change", () => switched(key, input.checked));
      const listed = entries
        .filter(Boolean)
        .map(([pictures, words]) =>
          geo.el("li", {}, geo.el("span", { class: "geo-sample" }, [pictures].flat()), words),
        );
      const count = geo.el("span", { class: "geo-count" }, counts[key].toLocaleString(geo.lang));
      const label = geo.el("label", { for: input.id }, input, geo.say(key), " ", count);
      body.appendChild(geo.el("section", { class: "geo-key" }, label, geo.el("ul", {}, listed)));
    });
    body.appendChild(geo.el("p", { class: "geo-note" }, geo.say("claimed_or_assessed")));
    const legend = document.getElementById("geo-legend");
    const open = document.querySelector(".geo-map-area").clientWidth >= 700;
    // to open it is an event too, and one that changes nothing
    if (open) legend.addEventListener("toggle", () => legend.addEventListener("toggle", () => switched(null)), { once: true });
    else legend.addEventListener("toggle", () => switched(null));
    legend.open = open;
    // on paper nothing can be opened
    window.addEventListener("beforeprint", () => (legend.open = true));
    L.DomEvent.disableClickPropagation(legend);
    L.DomEvent.disableScrollPropagation(legend);
  };
})();
