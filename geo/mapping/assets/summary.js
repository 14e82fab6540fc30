/* geo: the day in short: what is claimed above all, and what ground is assessed to have changed hands. */
(function () {
  "use strict";

  const TAKING = new Set(["captured", "liberated"]);
  const SIDES = ["RU", "UA"];
  const MOST = 8;
  const FEW = 2;

  function names(rows) {
    const all = Array.from(new Set(rows.map((row) => row.name)));
    const told = all.slice(0, MOST).join(", ");
    return all.length > MOST ? geo.say("more_names", { names: told, n: all.length - MOST }) : told;
  }

  /* claims that say the same of several places: takings, else those of which there are most */
  function told(claims) {
    const groups = new Map();
    claims.forEach((row) => groups.set(row.words, (groups.get(row.words) || []).concat(row)));
    const all = Array.from(groups.values()).sort((a, b) => b.length - a.length);
    const takings = all.filter(([row]) => TAKING.has(row.event) && row.status !== "denied");
    return (takings.length ? takings : all.slice(0, FEW)).map((rows) => rows[0].words + ": " + names(rows));
  }

  function moved(changes) {
    const real = changes.filter((row) => !row.is_noise);
    const parts = SIDES.map((side) => {
      const km2 = real.reduce((sum, row) => sum + (row.holder_to === side ? row.area_km2 : 0), 0);
      return km2 && geo.say("changed_part", { area: geo.area(km2), of: geo.words.forces[side][2] });
    }).filter(Boolean);
    return parts.length ? [geo.say("changed_short", { date: real[0].date_from, text: parts.join(", ") })] : [];
  }

  /* returns what tells it anew of the rows that pass the filter */
  geo.summary = function (data, node) {
    return () => {
      const lines = [...told(data.claims.filter((row) => !row.hidden)), ...moved(data.changes)];
      node.hidden = !lines.length;
      node.replaceChildren(
        geo.el("h2", {}, geo.say("in_short")),
        geo.el("ul", {}, lines.map((text) => geo.el("li", { dir: "auto" }, text))),
      ); // prettier-ignore
    };
  };
})();
