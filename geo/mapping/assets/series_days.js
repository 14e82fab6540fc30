/* geo: the days of a series. Each is kept as what differs from the day before (geo/mapping/series_encoding.py); a day is rebuilt
   from the nearest one that was kept whole on the way. */
(function () {
  "use strict";

  const KINDS = 5;
  const [COPY, NEW, KNOWN, BACK, MARK] = [0, 1, 2, 3, 4];
  const END_OF_LINE = 0;
  const FIRST = 2;
  const WHOLE_EVERY = 16;

  /* the tokens of a day, from those of the day before; `state.given` counts what the pool has given */
  function stepped(before, steps, state) {
    let length = 0;
    for (let i = 0; i < steps.length; i++) {
      const kind = steps[i] % KINDS;
      length += kind === MARK ? 1 : (steps[i] - kind) / KINDS;
      if (kind !== NEW && kind !== MARK) i += 1;
    }
    const tokens = new Int32Array(length);
    let [at, copied, known] = [0, 0, 0];
    for (let i = 0; i < steps.length; i++) {
      const kind = steps[i] % KINDS;
      const count = (steps[i] - kind) / KINDS;
      if (kind === MARK) {
        tokens[at++] = count;
      } else if (kind === COPY) {
        copied += steps[++i];
        tokens.set(before.subarray(copied, copied + count), at);
        copied += count;
        at += count;
      } else {
        const first = kind === NEW ? state.given : known + steps[++i];
        const turn = kind === BACK ? -1 : 1;
        for (let k = 0; k < count; k++) tokens[at++] = first + turn * k + FIRST;
        known = first + turn * count;
        state.given = Math.max(state.given, known, first + 1);
      }
    }
    return tokens;
  }

  geo.SeriesDays = class {
    constructor(block, count) {
      this.count = count;
      this.names = Object.keys(block.steps);
      this.steps = block.steps;
      this.points = Int32Array.from(block.points);
      for (let i = 2; i < this.points.length; i++) this.points[i] += this.points[i - 2];
      this.whole = new Map();
      this.latest = { index: -1, state: { given: 0, tokens: {} } };
    }

    /* name -> tokens */
    at(index) {
      let from = -1;
      let state = { given: 0, tokens: {} };
      for (let key = index - (index % WHOLE_EVERY); key >= 0 && from < 0; key -= WHOLE_EVERY) {
        if (this.whole.has(key)) [from, state] = [key, this.whole.get(key)];
      }
      if (this.latest.index <= index && this.latest.index > from) {
        from = this.latest.index;
        state = this.latest.state;
      }
      for (let day = from + 1; day <= index; day++) {
        const next = { given: state.given, tokens: {} };
        this.names.forEach((name) => {
          const [steps, before] = [this.steps[name][day], state.tokens[name] || new Int32Array(0)];
          next.tokens[name] = steps === 0 ? before : stepped(before, steps, next);
        });
        state = next;
        if (day % WHOLE_EVERY === 0) this.whole.set(day, state);
      }
      this.latest = { index, state };
      return state.tokens;
    }

    /* a shape in the form of geo/mapping/geometry.py: ["A", [[ring, ...], ...]] or ["L", [line, ...]]; null if empty */
    shape(tokens, kind) {
      const parts = [];
      let part = [];
      let line = [];
      let [x, y] = [0, 0];
      for (let i = 0; i < (tokens || []).length; i++) {
        const token = tokens[i];
        if (token >= FIRST) {
          const [lon, lat] = [this.points[2 * (token - FIRST)], this.points[2 * (token - FIRST) + 1]];
          line.push(lon - x, lat - y);
          [x, y] = [lon, lat];
        } else if (token === END_OF_LINE) {
          part.push(line);
          line = [];
          [x, y] = [0, 0];
        } else {
          parts.push(part);
          part = [];
        }
      }
      if (!parts.length) return null;
      return [kind, kind === "L" ? parts.map((lines) => lines[0]) : parts];
    }
  };
})();
