/* geo: the filter: what does not pass it is neither on the map nor in the lists. */
(function () {
  "use strict";

  const FIELDS = { event: ["claims", "claimed", "strikes"], actor: ["claims", "claimed", "strikes"], source: null };
  const LAYERS = ["claims", "claimed", "strikes", "undecided", "places", "relations", "regions"];
  const read = {
    event: (row) => row.event || row.category,
    actor: (row) => row.actor,
    source: (row) => row.source,
  };
  const write = {
    event: (value) => geo.words.event_names[value] || geo.words.strike_words[value],
    actor: geo.forces,
    source: (value) => value,
  };

  function choices(all, field) {
    const rows = (FIELDS[field] || LAYERS).flatMap((layer) => all[layer]);
    return Array.from(new Set(rows.map(read[field]).filter(Boolean))).sort();
  }

  /* `all`: the rows of all days that the page may show; `changed` is called when other rows pass than before */
  geo.filter = function (data, all, groups, changed) {
    const selects = {};
    const said = geo.el("p", { class: "geo-passing", role: "status" });
    const clear = geo.el("button", { type: "button", hidden: true }, geo.say("clear"));

    function apply() {
      let [total, passing] = [0, 0];
      LAYERS.forEach((layer) =>
        data[layer].forEach((row) => {
          const fits = Object.entries(selects).every(([field, { node, values }]) => {
            const wanted = values[node.selectedIndex - 1];
            return wanted === undefined || (FIELDS[field] && !FIELDS[field].includes(layer)) || read[field](row) === wanted;
          });
          if (layer === "claims" || layer === "strikes") {
            total += 1;
            passing += Number(fits);
          }
          if (fits === !row.hidden) return;
          row.hidden = !fits;
          row.marks.concat(row.besides || []).forEach((mark) => {
            if (fits) groups[layer].addLayer(mark);
            else groups[layer].removeLayer(mark);
          });
        }),
      );
      const narrow = Object.values(selects).some(({ node }) => node.selectedIndex > 0);
      said.textContent = narrow ? geo.say("shown_of", { n: passing, all: total }) : "";
      clear.hidden = !narrow;
      changed();
    }

    function remember() {
      Object.entries(selects).forEach(([field, { node, values }]) => {
        const at = node.selectedIndex - 1;
        // a source is text of any length: its number is kept
        geo.state.set(field, at < 0 ? null : field === "source" ? at + 1 : values[at]);
      });
    }

    /* what the link says, where it is one of the choices */
    function recall() {
      Object.entries(selects).forEach(([field, { node, values }]) => {
        const told = geo.state.get(field);
        const at = field === "source" ? Number(told) - 1 : values.indexOf(told);
        node.selectedIndex = Number.isInteger(at) && at >= 0 && at < values.length ? at + 1 : 0;
      });
      apply();
    }

    const form = geo.el("form", { class: "geo-filter", "aria-label": geo.say("filter") });
    Object.keys(FIELDS).forEach((field) => {
      const values = choices(all, field);
      if (values.length < 2) return;
      const options = values.map((value) => geo.el("option", {}, write[field](value)));
      const node = geo.el("select", { id: "geo-filter-" + field }, geo.el("option", {}, geo.say("all")), options);
      node.addEventListener("change", () => {
        apply();
        remember();
      });
      selects[field] = { node, values };
      form.appendChild(geo.el("label", { for: node.id }, geo.say("filter_" + field), node));
    });
    clear.addEventListener("click", () => {
      Object.values(selects).forEach(({ node }) => (node.selectedIndex = 0));
      apply();
      remember();
      form.querySelector("select").focus();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.append(said, clear);
    if (Object.keys(selects).length) document.querySelector(".geo-short").after(form);
    return recall;
  };
})();
