/* geo: what the other parts share. Text of the reports goes into the page by createTextNode alone. */
var geo = {};
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    Object.entries(attributes || {}).forEach(([key, value]) => {
      if (value !== null && value !== undefined && value !== false)
        node.setAttribute(key, value === true ? "" : String(value));
    });
    children.flat(Infinity).forEach((child) => {
      if (child === null || child === undefined || child === "" || child === false) return;
      node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    });
    return node;
  }

  geo.el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  geo.svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /* -- the data inside the page ------------------------------------------------------------------------------------- */

  function fromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  /* the bytes of a block; null where the page has none of that name */
  geo.unpack = async function (id) {
    const node = document.getElementById(id);
    if (!node) return null;
    const stream = new Blob([fromBase64(node.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  geo.unpackJson = async (id) => JSON.parse(new TextDecoder().decode(await geo.unpack(id)));

  /* a header, and the bytes after it */
  geo.parts = function (bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    return [JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))), bytes.subarray(4 + length)];
  };

  /* a column of whole numbers from the planes of its bytes; the lowest bit is the sign */
  geo.steps = function (planes, axis, n) {
    const steps = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      let value = 0;
      for (let plane = 2; plane >= 0; plane--) value = (value << 8) | planes[(axis * 3 + plane) * n + i];
      steps[i] = (value >>> 1) ^ -(value & 1);
    }
    return steps;
  };

  /* columns to rows; a text column holds indices into the table of texts; a column of one value is that value */
  geo.rows = function (layer, texts) {
    if (!layer) return [];
    const rows = [];
    for (let i = 0; i < layer.n; i++) {
      const row = { geometry: layer.geometry[i], marks: [] };
      Object.entries(layer.text).forEach(([name, column]) => {
        row[name] = texts[Array.isArray(column) ? column[i] : column];
      });
      Object.entries(layer.data).forEach(([name, column]) => {
        row[name] = Array.isArray(column) ? column[i] : column;
      });
      rows.push(row);
    }
    return rows;
  };

  geo.QUANTUM = 1e-5;
  geo.UNCERTAIN_M = 3000;

  geo.line = function (flat, quantum) {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y * quantum, x * quantum]);
    }
    return points;
  };

  geo.lines = (geometry) => geometry[1].map((line) => geo.line(line, geo.QUANTUM));
  geo.areas = (geometry, quantum) =>
    geometry[1].map((rings) => rings.map((ring) => geo.line(ring, quantum || geo.QUANTUM)));
  geo.point = (geometry) => [geometry[2] * geo.QUANTUM, geometry[1] * geo.QUANTUM];

  /* -- words --------------------------------------------------------------------------------------------------------- */

  geo.fill = (form, values) =>
    form.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? String(values[name]) : all));

  geo.say = (key, values) => geo.fill(geo.words[key], values);

  /* the form that goes with a number */
  geo.count = function (key, n, values) {
    const forms = geo.words[key];
    const [last, teens] = [n % 10, n % 100 > 10 && n % 100 < 20];
    const at = geo.lang === "en" ? Number(n !== 1) : last === 1 && !teens ? 0 : last > 1 && last < 5 && !teens ? 1 : 2;
    return geo.fill(forms[Math.min(at, forms.length - 1)], Object.assign({ n }, values));
  };

  /* what a side is called; what is no side is text like any other */
  geo.forces = function (side) {
    if (Object.hasOwn(geo.words.forces, side)) return geo.words.forces[side][0];
    return side === "contested" ? geo.say("neither") : side === "unknown" || !side ? geo.say("unknown") : side;
  };

  geo.link = function (url, text) {
    let parsed = null;
    try {
      parsed = new URL(url);
    } catch (error) {
      return text || null;
    }
    if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return text || null;
    return geo.el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank" }, text || parsed.hostname);
  };

  /* -- numbers ------------------------------------------------------------------------------------------------------- */

  const KM_IN_MILE = 1.609344;
  const M_IN_FOOT = 0.3048;
  const decimal = (value, digits) => value.toFixed(digits).replace(".", geo.words.decimal);
  const short = (value) => decimal(value, value < 9.95 ? 1 : 0);

  geo.kilometres = (km) =>
    geo.units === "miles" ? short(km / KM_IN_MILE) + " " + geo.say("mi") : short(km) + " " + geo.say("km");
  geo.distance = (metres) =>
    geo.units === "miles"
      ? metres >= KM_IN_MILE * 100
        ? geo.kilometres(metres / 1000)
        : Math.round(metres / M_IN_FOOT) + " " + geo.say("ft")
      : metres >= 1000
        ? geo.kilometres(metres / 1000)
        : Math.round(metres) + " " + geo.say("m");
  geo.area = function (km2) {
    const miles = geo.units === "miles";
    const value = miles ? km2 / (KM_IN_MILE * KM_IN_MILE) : km2;
    const shown = value < 10 ? decimal(value, 1) : Math.round(value).toLocaleString(geo.lang);
    return shown + " " + geo.say(miles ? "mi" : "km") + "\u00b2";
  };
  geo.position = function (lat, lon) {
    const [south, west] = [lat < 0, lon < 0];
    const [y, x] = [decimal(Math.abs(lat), 4), decimal(Math.abs(lon), 4)];
    return y + " " + geo.say(south ? "south" : "north") + ", " + x + " " + geo.say(west ? "west" : "east");
  };
  geo.percent = (share) => Math.round(share * 100) + "\u00a0%";
  geo.sure = (share) => geo.say(share >= 0.9 ? "high" : share >= 0.6 ? "medium" : "low") + " (" + geo.percent(share) + ")";

  /* -- the reader's device ------------------------------------------------------------------------------------------- */

  geo.calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  geo.motion = () =>
    geo.calm() ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {};
  geo.small = () => window.matchMedia("(max-width: 760px)").matches;
  geo.colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* -- cards --------------------------------------------------------------------------------------------------------- */

  /* a sentence with one blank, into which a node may go */
  geo.around = function (key, child) {
    const [before, after] = geo.words[key].split("{text}");
    return [before, child, after];
  };

  function source(row) {
    const linked = row.url ? geo.link(row.url, row.source || null) : row.source;
    return linked ? geo.el("p", { class: "geo-source" }, geo.around("source", linked)) : null;
  }

  function fact(name, value) {
    return value === null || value === undefined || value === ""
      ? null
      : [geo.el("dt", {}, name), geo.el("dd", { dir: "auto" }, value)];
  }

  /* the text of a popup: a heading, a line in words, facts, the quoted sentence, its source */
  geo.card = function (heading, words, facts, row) {
    const listed = facts.map(([name, value]) => fact(name, value)).filter(Boolean);
    return geo.el(
      "article",
      { class: "geo-card", tabindex: "-1" },
      geo.el("h2", { dir: "auto" }, heading),
      words ? geo.el("p", { class: "geo-words", dir: "auto" }, words) : null,
      row.by ? geo.el("p", { dir: "auto" }, geo.say("by", { text: row.by })) : null,
      listed.length ? geo.el("dl", {}, listed) : null,
      row.sentence ? geo.el("blockquote", { dir: "auto" }, row.sentence) : null,
      source(row),
    );
  };
})();
