/* geo: the places that can be searched for: columns of numbers and bytes, of which names are made when asked for. */
(function () {
  "use strict";

  const LANGUAGES = ["uk", "en", "ru", "others"];
  const decoder = new TextDecoder("windows-1251");
  const MOST = 10;
  const LOOSE_FROM = 4;

  /* what two spellings have in common once habits of typing are taken away, line by line */
  geo.fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/['\u2019\u02bc`\u02b9]/g, "")
      .replace(/[-\u2010-\u2015]/g, " ")
      .replace(/[^\S\n]+/g, " ")
      .replace(/^ | $/gm, "")
      .replace(/\u0491/g, "\u0433");

  /* lines of text among which a spelling is sought */
  class Hay {
    constructor(text) {
      this.text = "\n" + text + "\n";
      this.starts = [];
      for (let at = 0; at >= 0; at = this.text.indexOf("\n", at + 1)) this.starts.push(at);
    }

    row(at) {
      let [low, high] = [0, this.starts.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.starts[middle] <= at) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    each(needle, action) {
      for (let at = this.text.indexOf(needle); at >= 0; at = this.text.indexOf(needle, at + 1))
        action(this.row(at), this.text[at + needle.length] === "\n");
    }
  }

  geo.Places = class {
    constructor(bytes) {
      const [header, data] = geo.parts(bytes);
      Object.assign(this, { n: header.n, header });
      let at = 0;
      this.columns = {};
      LANGUAGES.forEach((name, i) => {
        const text = data.subarray(at, (at += header.texts[i]));
        const ends = new Uint32Array(this.n);
        let line = 0;
        for (let j = 0; j < text.length; j++) if (text[j] === 10) ends[line++] = j;
        if (this.n) ends[this.n - 1] = text.length;
        this.columns[name] = { text, ends };
      });
      const planes = data.subarray(at);
      this.lon = this.summed(geo.steps(planes, 0, this.n));
      this.lat = this.summed(geo.steps(planes, 1, this.n));
      const bytesOf = (column) => planes.subarray((6 + column) * this.n, (7 + column) * this.n);
      [this.areaOf, this.kindOf, this.logPeople, this.logRadius] = [0, 1, 2, 3].map(bytesOf);
    }

    summed(steps) {
      const degrees = new Float32Array(this.n);
      for (let i = 0, sum = 0; i < this.n; i++) degrees[i] = (sum += steps[i]) * this.header.quantum_deg;
      return degrees;
    }

    at(row) {
      return [this.lat[row], this.lon[row]];
    }

    people(row) {
      return this.logPeople[row] ? Math.pow(2, this.logPeople[row] / 10) : 0;
    }

    radius(row) {
      return Math.pow(2, this.logRadius[row] / 10);
    }

    area(row) {
      return this.header.areas[this.areaOf[row]];
    }

    kind(row) {
      return this.header.kinds[this.kindOf[row]];
    }

    spelling(row, column) {
      const { text, ends } = this.columns[column];
      return decoder.decode(text.subarray(row ? ends[row - 1] + 1 : 0, ends[row]));
    }

    /* a Ukrainian name in Latin letters, as the state writes it */
    latin(name) {
      const letters = this.header.latin;
      return name.replace(/['\u2019\u02bc`]/g, "").replace(/[\u0400-\u04ff]+/g, (word) => {
        const lower = word.toLowerCase();
        let out = "";
        for (let i = 0; i < lower.length; i++) {
          if (lower.startsWith("\u0437\u0433", i)) {
            out += "zgh";
            i += 1;
          } else out += letters[i ? lower[i] : lower[i].toUpperCase()] ?? lower[i];
        }
        if (word.length > 1 && word === word.toUpperCase()) return out.toUpperCase();
        return word[0] === lower[0] ? out : out.slice(0, 1).toUpperCase() + out.slice(1);
      });
    }

    name(row, lang) {
      const uk = this.spelling(row, "uk");
      const en = () => this.spelling(row, "en") || this.latin(uk);
      if (lang === "en") return en();
      return (lang === "ru" && this.spelling(row, "ru")) || uk || en();
    }

    lines(column) {
      return decoder.decode(this.columns[column].text).split("\n");
    }

    /* what a name sounds like, vowels and endings aside */
    sounds(folded) {
      const table = this.header.sounds;
      this.sound = this.sound || new RegExp(Object.keys(table).sort((a, b) => b.length - a.length).join("|"), "g");
      return folded
        .replace(this.sound, (letters) => table[letters])
        .replace(/\.+/g, ".")
        .replace(/\.+(?=[ \n]|$)/g, "")
        .replace(/([^. \n])\1+/g, "$1");
    }

    /* made when the search box is first used */
    hays() {
      if (this.made) return this.made;
      const uk = this.lines("uk");
      const en = this.lines("en").map((name, i) => name || this.latin(uk[i]));
      const texts = [uk, en, this.lines("ru"), this.lines("others").map((names) => names.replaceAll("|", " "))];
      const folded = texts.map((lines) => geo.fold(lines.join("\n")));
      this.made = {
        exact: folded.map((text) => new Hay(text)),
        loose: folded.slice(1).map((text) => new Hay(this.sounds(text))),
      };
      return this.made;
    }

    /* the rows of places whose name is or begins as what was typed, the nearest in spelling first, then the largest */
    search(typed) {
      const wanted = geo.fold(typed.slice(0, 60).replace(/\n/g, " "));
      if (!wanted) return { rows: [], total: 0 };
      const found = new Map();
      const note = (row, score) => {
        if (!(found.get(row) <= score)) found.set(row, score);
      };
      const { exact, loose } = this.hays();
      exact.forEach((hay) => {
        hay.each("\n" + wanted, (row, whole) => note(row, whole ? 0 : 1));
        hay.each(" " + wanted, (row) => note(row, 2));
      });
      const key = this.sounds(wanted);
      if (wanted.length >= LOOSE_FROM && key.length > 1)
        loose.forEach((hay) => hay.each("\n" + key, (row, whole) => note(row, whole ? 3 : 4)));
      const rows = Array.from(found.keys());
      rows.sort((a, b) => found.get(a) - found.get(b) || this.logPeople[b] - this.logPeople[a] || a - b);
      return { rows: rows.slice(0, MOST), total: rows.length };
    }
  };

  /* names of main places by zoom */
  const ZOOMS = [[900000, 5], [250000, 6], [100000, 7], [40000, 8], [15000, 9], [9000, 10]]; // prettier-ignore

  geo.townLabels = function (places, labels) {
    for (let row = 0; row < places.n; row++) {
      const people = places.people(row);
      const zoom = ZOOMS.find(([least]) => people >= least);
      if (!zoom) continue;
      labels.push({
        text: places.name(row, geo.lang),
        at: places.at(row),
        kind: "town",
        layer: null,
        rank: 1e6 - people / 1e3,
        gap: 6,
        mark: 3,
        dot: true,
        zoom: zoom[1] - 0.5,
      });
    }
  };
})();
