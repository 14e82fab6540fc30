/* geo: many days in one page: a slider with play. */
(function () {
  "use strict";

  const HOLDERS = ["RU", "UA", "contested", "unknown"];
  const REPORTED = ["places", "undecided", "claims", "claimed", "relations", "regions", "strikes"];
  const DAY_MS = 86400000;
  /* a whole series plays in about so long, but no day is shown shorter or longer than this */
  const PLAY_MS = 40000;
  const [SHORTEST_MS, LONGEST_MS, CALM_MS] = [120, 800, 1500];
  /* less than this is said as no change */
  const SMALLEST_KM2 = 0.05;

  function dateWords(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return day + " " + geo.words.months[month - 1] + " " + year;
  }

  /* of which day the control is, and how old that is on the day shown */
  function age(iso, asOf) {
    const text = geo.say("control_as_of", { date: dateWords(asOf) });
    const days = Math.round((Date.parse(iso) - Date.parse(asOf)) / DAY_MS);
    return days === 0 ? text : text + ", " + geo.count(days > 0 ? "days_old" : "days_later", Math.abs(days));
  }

  /* what the page draws of each day, in the form in which it reads a single day */
  class Days {
    constructor(block, opening) {
      this.block = block;
      this.last = block.days.length - 1;
      this.opening = { title: opening.title, sources: opening.sources };
      REPORTED.forEach((name) => (this.opening[name] = opening[name]));
      this.shapes = new geo.SeriesDays(block, block.days.length);
      this.assessed = block.as_of.some(Boolean);
    }

    words(index) {
      return dateWords(this.block.days[index]);
    }

    /* the layers that come from the control of a day */
    drawn(index) {
      const block = this.block;
      const asOf = block.as_of[index];
      if (!asOf) return { control: [], front: [], changes: [] };
      const tokens = this.shapes.at(index);
      const row = (geometry, more) =>
        Object.assign({ geometry, marks: [], source: block.source, date: dateWords(asOf) }, more);
      const ground = (name, from, to) => {
        const shape = block.since[index] && this.shapes.shape(tokens[name], "A");
        if (!shape) return [];
        const dates = { date_from: dateWords(block.since[index]), date_to: dateWords(asOf) };
        const more = { holder_from: from, holder_to: to, area_km2: block[name + "_km2"][index] };
        return [row(shape, Object.assign(more, dates, { sector: "", oblast: "", is_noise: false }))];
      };
      const line = this.shapes.shape(tokens.front, "L");
      return {
        control: HOLDERS.filter((holder) => tokens[holder] && tokens[holder].length).map((holder) =>
          row(this.shapes.shape(tokens[holder], "A"), {
            holder,
            basis: "assessed",
            area_km2: block.area_km2[holder][index],
          }),
        ),
        front: line ? [row(line, { length_km: block.front_km[index] })] : [],
        changes: [...ground("gained", "UA", "RU"), ...ground("lost", "RU", "UA")],
      };
    }

    /* the layers that come from reports of a day; those of the last day are the page's own */
    reported(iso) {
      const found = { title: "", sources: [] };
      const raw = this.block.reports[iso];
      const own = iso === this.block.days[this.last];
      if (own) Object.assign(found, this.opening);
      if (raw) Object.assign(found, { title: raw.texts[raw.title], sources: raw.sources.map((i) => raw.texts[i]) });
      REPORTED.forEach((name) => {
        if (own) found[name] = found[name].map((row) => Object.assign({}, row, { marks: [], besides: [], hidden: false }));
        else found[name] = raw ? geo.rows(raw.layers[name], raw.texts) : [];
      });
      return found;
    }

    at(index) {
      const iso = this.block.days[index];
      const found = this.reported(iso);
      const asOf = this.block.as_of[index];
      return Object.assign(found, this.drawn(index), {
        date: this.words(index),
        more: this.list ? [this.list.node] : [],
        unreported: index === this.last ? !this.block.reported : !this.block.reports[iso],
        title: found.title || this.block.title,
        sources: Array.from(new Set(found.sources.concat(asOf ? this.block.sources : []))),
        ages: asOf ? age(iso, asOf) : "",
      });
    }

    /* who holds how much on a day, in words */
    held(index) {
      const km2 = this.block.area_km2.RU && this.block.area_km2.RU[index];
      return km2 ? geo.fill(this.block.words.held, { area: geo.area(km2), side: geo.forces("RU") }) : "";
    }

    /* what was gained and lost since the day shown before; nothing where that is not known */
    change(index) {
      if (!this.block.since[index]) return "";
      const [gained, lost] = ["gained_km2", "lost_km2"].map((name) =>
        this.block[name][index] < SMALLEST_KM2 ? "" : geo.area(this.block[name][index]),
      );
      if (gained && lost) return geo.fill(this.block.words.both, { gained, lost });
      return gained ? "+" + gained : lost ? "\u2212" + lost : this.block.words.unmoved;
    }

    /* what legend and filter are made from: the rows of all days */
    all(opening) {
      const said = this.block.words;
      const found = Object.assign({}, opening);
      const days = Object.keys(this.block.reports)
        .concat(this.block.days[this.last])
        .map((iso) => this.reported(iso));
      REPORTED.forEach((name) => (found[name] = days.flatMap((day) => day[name])));
      if (this.assessed)
        found.changes = ["RU", "UA"].map((side) => ({
          geometry: ["A", []],
          marks: [],
          holder_to: side,
          date_from: said.day_before,
        }));
      return found;
    }
  }

  function summary(days, index) {
    const { block } = days;
    if (!days.assessed) return "";
    if (!block.as_of[index]) return block.words.none;
    const since = block.since[index];
    const change = since && geo.fill(block.words.moved, { text: days.change(index), date: dateWords(since) });
    return [days.held(index), change].filter(Boolean).join(" \u00b7 ");
  }

  const PLAY = "M5 3v14l12-7z";
  const PAUSE = "M5 3h4v14H5zM11 3h4v14h-4z";
  const BEFORE = "M13 3v14L4 10zM3 3h1.6v14H3z";
  const AFTER = "M7 3v14l9-7zM15.4 3H17v14h-1.6z";

  function button(name, path, action) {
    const made = geo.el("button", { type: "button", "aria-label": name, title: name }, geo.solid(path));
    made.addEventListener("click", action);
    return made;
  }

  /* `turn` draws the layers of another day, `relabel` places the names on the map anew */
  function timeline(map, days, turn, relabel) {
    const { block } = days;
    const said = block.words;
    const { last } = days;
    const area = document.querySelector(".geo-map-area");
    const slider = geo.range("geo-day", said.day, last);
    const label = geo.el("output", { class: "geo-time-day", for: "geo-day" });
    const sums = geo.el("p", { class: "geo-time-sums" });
    const swipe = geo.seriesComparison(map, days, relabel);
    let index = last;
    let waiting = false;
    let timer = null;

    const name = () => {
      slider.value = index;
      label.textContent = days.words(index);
      slider.setAttribute("aria-valuetext", days.words(index));
      sums.textContent = summary(days, index);
    };
    const draw = () => {
      waiting = false;
      if (days.list) days.list.mark(index);
      turn(days.at(index));
      swipe.shows(index);
      document.documentElement.dataset.geoDay = block.days[index];
    };
    const go = (to) => {
      const next = Math.min(last, Math.max(0, to));
      if (next === index) return;
      index = next;
      name();
      geo.state.set("day", index === last ? null : block.days[index]);
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    };
    days.go = (to) => {
      if (timer) stop();
      go(to);
    };
    const recall = () => {
      const at = block.days.indexOf(geo.state.get("day"));
      go(at < 0 ? last : at);
    };

    const play = button(said.play, PLAY, () => (timer ? stop() : start()));
    const face = () => {
      const text = timer ? said.pause : said.play;
      play.setAttribute("aria-label", text);
      play.title = text;
      play.replaceChildren(geo.solid(timer ? PAUSE : PLAY));
    };
    const stop = () => {
      clearInterval(timer);
      timer = null;
      face();
    };
    const start = () => {
      if (index === last) go(0);
      const pace = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, PLAY_MS / block.days.length));
      timer = setInterval(() => (index === last ? stop() : go(index + 1)), geo.calm() ? CALM_MS : pace);
      face();
    };
    const by = (count) => () => days.go(index + count);
    slider.addEventListener("input", () => days.go(Number(slider.value)));
    document.addEventListener("visibilitychange", () => document.hidden && timer && stop());

    const bar = geo.el(
      "section",
      { class: "geo-time", "aria-label": said.time },
      geo.el(
        "div",
        { class: "geo-time-row" },
        button(said.before, BEFORE, by(-1)),
        play,
        button(said.after, AFTER, by(1)),
        slider,
        label,
        days.assessed && last > 0 ? swipe.button : null,
      ),
      swipe.row,
      sums,
    );
    L.DomEvent.disableClickPropagation(bar);
    area.classList.add("geo-timed");
    area.appendChild(bar);
    if (days.assessed)
      document.getElementById("geo-legend-body").appendChild(geo.el("p", { class: "geo-note" }, said.drawn));
    name();
    swipe.shows(index);
    map.invalidateSize({ animate: false });
    document.documentElement.dataset.geoDay = block.days[index];
    geo.state.onchange(recall);
    recall();
    return { go, at: swipe.at };
  }

  /* the series that the page holds, null if it is of one day. `data` is that of the day the page opens with */
  geo.openSeries = async function (data) {
    if (!document.getElementById("geo-series")) return null;
    const days = new Days(await geo.unpackJson("geo-series"), data);
    if (days.assessed) {
      days.list = geo.seriesList(days);
      days.list.mark(days.last);
    }
    Object.assign(data, days.at(days.last), { bounds: days.block.bounds });
    return { all: days.all(data), start: (map, turn, relabel) => timeline(map, days, turn, relabel) };
  };
})();
