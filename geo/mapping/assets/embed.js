/* geo: a map in a frame of another page tells that page how high it would be, and nothing else. The height follows from the
   width and the heading, never from the height it has been given, so that the two cannot drive each other. */
(function () {
  "use strict";

  if (window.parent === window) return;
  const NARROW = 760;
  const between = (least, value, most) => Math.min(Math.max(least, value), most);
  const head = document.querySelector(".geo-head");
  let last = 0;

  function tell() {
    const width = document.documentElement.clientWidth;
    const body = width > NARROW ? between(440, width * 0.6, 760) : between(480, width * 1.6, 760);
    const height = Math.ceil(body + (head ? head.offsetHeight : 0));
    if (!width || height === last) return;
    last = height;
    // to whichever page it is in: a height is no secret
    window.parent.postMessage({ geo: "height", height }, "*");
  }

  new ResizeObserver(tell).observe(document.documentElement);
  if (head) new ResizeObserver(tell).observe(head);
  tell();
})();
