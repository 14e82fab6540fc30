/* geo: what a link remembers: the view, the layers that are on, the filter, light or dark. All of it is in the part of the
   address after #, which no server is told. What a link says is taken only where it is one of the choices there are. */
(function () {
  "use strict";

  const KEYS = ["view", "on", "event", "actor", "source", "theme", "day"];
  const DELAY = 250;
  let held = {};
  let waiting = null;
  let written = "";

  function read() {
    const found = {};
    new URLSearchParams(location.hash.slice(1)).forEach((value, key) => {
      if (KEYS.includes(key) && value.length < 500) found[key] = value;
    });
    return found;
  }

  const text = () => "#" + new URLSearchParams(held).toString().replaceAll("%2F", "/");

  function write() {
    waiting = null;
    written = text();
    try {
      history.replaceState(null, "", written);
    } catch (error) {
      // a frame without an address of its own remembers nothing
    }
  }

  geo.state = {
    get: (key) => held[key],
    set(key, value) {
      if (value === null || value === undefined || value === "") delete held[key];
      else held[key] = String(value);
      clearTimeout(waiting);
      waiting = setTimeout(write, DELAY);
    },
    /* the address of the page as it is now */
    link() {
      return location.href.split("#")[0] + text();
    },
    /* a link to this very page, followed within it */
    onchange(action) {
      window.addEventListener("hashchange", () => {
        if (location.hash === written) return;
        held = read();
        action();
      });
    },
  };
  held = read();

  const numbers = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;

  /* the view that the link names: [zoom, [lat, lon]], or null */
  geo.state.view = function () {
    const found = numbers.exec(held.view || "");
    if (!found) return null;
    const [zoom, lat, lon] = found.slice(1).map(Number);
    return zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 360 ? [zoom, [lat, lon]] : null;
  };
})();
