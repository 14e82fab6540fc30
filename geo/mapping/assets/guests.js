/* geo: stand-ins for the little that folium's own objects ask of jQuery and Awesome Markers, so that a popup or an icon which
   a user adds works offline. Nothing here touches the reports' text. */
(function () {
  "use strict";

  if (!window.$) {
    window.$ = window.jQuery = function (what) {
      if (typeof what === "function") {
        what();
        return [];
      }
      if (typeof what === "string" && what.trim().startsWith("<"))
        return Array.from(new DOMParser().parseFromString(what, "text/html").body.children);
      const found = typeof what === "string" ? Array.from(document.querySelectorAll(what)) : [what];
      found.ready = (action) => action();
      return found;
    };
  }
  if (!L.AwesomeMarkers) {
    L.AwesomeMarkers = {
      icon: (options) =>
        new L.Icon.Default({
          className: "geo-guest geo-guest-" + String(options.markerColor || "").replace(/[^a-z]/g, ""),
        }),
    };
  }
})();
