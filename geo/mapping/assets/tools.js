/* geo: the buttons of the heading, and where the pointer is. */
(function () {
  "use strict";

  geo.button = function (name, path) {
    const picture = geo.svg(
      "svg",
      { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", focusable: "false" },
      geo.svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 1.6 }),
    );
    return geo.el("button", { type: "button", title: name, "aria-label": name, class: "geo-button" }, picture);
  };

  /* -- light and dark ------------------------------------------------------------------------------------------------ */

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = () => {
    const told = geo.state.get("theme");
    return told === "dark" || told === "light" ? told : dark.matches ? "dark" : "light";
  };

  /* before anything is drawn */
  geo.shade = () => (document.documentElement.dataset.theme = theme());

  function shading(redraw) {
    const button = geo.button(geo.say("theme"), "M10 2.5a7.5 7.5 0 1 0 0 15zM10 2.5a7.5 7.5 0 0 1 0 15");
    const apply = () => {
      geo.shade();
      button.setAttribute("aria-pressed", String(theme() === "dark"));
      redraw();
    };
    button.addEventListener("click", () => {
      geo.state.set("theme", theme() === "dark" ? "light" : "dark");
      apply();
    });
    dark.addEventListener("change", apply);
    button.setAttribute("aria-pressed", String(theme() === "dark"));
    return { button, apply };
  }

  /* -- the link ------------------------------------------------------------------------------------------------------ */

  function linking() {
    const button = geo.button(geo.say("copy_link"), "M8 12l4-4M9 6l2-2a3.5 3.5 0 0 1 5 5l-2 2M11 14l-2 2a3.5 3.5 0 0 1-5-5l2-2");
    const said = geo.el("span", { class: "geo-copied", role: "status" });
    button.addEventListener("click", async () => {
      const link = geo.state.link();
      try {
        await navigator.clipboard.writeText(link);
        said.replaceChildren(geo.say("copied"));
      } catch (error) {
        // where a page may not write to the clipboard the reader does
        const field = geo.el("input", { type: "text", readonly: true, "aria-label": geo.say("copy_this") });
        field.value = link;
        said.replaceChildren(geo.say("copy_this"), field);
        field.focus();
        field.select();
      }
    });
    return [button, said];
  }

  function fullScreen() {
    if (!document.fullscreenEnabled) return null;
    const button = geo.button(geo.say("full_screen"), "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4");
    const tell = () => button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
    document.addEventListener("fullscreenchange", tell);
    tell();
    return button;
  }

  /* `redraw` is called when colours change; returns what takes the theme from the link again */
  geo.tools = function (redraw) {
    const { button, apply } = shading(redraw);
    const parts = [...linking(), button, fullScreen()].filter(Boolean);
    document.getElementById("geo-tools").append(...parts);
    return apply;
  };

  /* -- on the map ---------------------------------------------------------------------------------------------------- */

  geo.pointer = function (map) {
    const node = L.DomUtil.create("div", "geo-pointer leaflet-control");
    node.setAttribute("aria-hidden", "true");
    const Control = L.Control.extend({ onAdd: () => node });
    new Control({ position: "bottomleft" }).addTo(map);
    map.on("mousemove", (event) => {
      const at = event.latlng.wrap();
      node.textContent = geo.position(at.lat, at.lng);
    });
    map.on("mouseout", () => (node.textContent = ""));
  };
})();
