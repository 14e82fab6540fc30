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
      if (child === null || child === undefined || child === "") return;
      node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    });
    return node;
  }

  geo.el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  geo.svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  geo.json = (id) => JSON.parse(document.getElementById(id).textContent);

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

  geo.distance = (metres) =>
    metres >= 1000 ? (metres / 1000).toFixed(metres < 9950 ? 1 : 0) + " km" : Math.round(metres) + " m";
  geo.percent = (share) => Math.round(share * 100) + "\u00a0%";
  geo.sure = (share) => (share >= 0.9 ? "high" : share >= 0.6 ? "medium" : "low") + " (" + geo.percent(share) + ")";
  geo.calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  geo.small = () => window.matchMedia("(max-width: 760px)").matches;
  geo.forces = {
    RU: "Russian forces",
    UA: "Ukrainian forces",
    contested: "neither side: contested",
    unknown: "unknown",
  };

  function source(row) {
    const linked = row.url ? geo.link(row.url, row.source || null) : row.source;
    return linked ? geo.el("p", { class: "geo-source" }, "Source: ", linked) : null;
  }

  function fact(name, value) {
    return value === null || value === undefined || value === ""
      ? null
      : [geo.el("dt", {}, name), geo.el("dd", {}, value)];
  }

  /* the text of a popup: a heading, a line in words, facts, the quoted sentence, its source */
  geo.card = function (heading, words, facts, row) {
    const listed = facts.map(([name, value]) => fact(name, value)).filter(Boolean);
    return geo.el(
      "article",
      { class: "geo-card", tabindex: "-1" },
      geo.el("h2", { dir: "auto" }, heading),
      words ? geo.el("p", { class: "geo-words" }, words) : null,
      row.by ? geo.el("p", { dir: "auto" }, "by: " + row.by) : null,
      listed.length ? geo.el("dl", {}, listed) : null,
      row.sentence ? geo.el("blockquote", { dir: "auto" }, row.sentence) : null,
      source(row),
    );
  };
})();
