/* geo: what was held back under the publication policy is told below the title, from what the file says of itself. */
(function () {
  "use strict";

  const block = document.getElementById("geo-about");
  const head = document.querySelector(".geo-head");
  if (!block || !head) return;
  const record = JSON.parse(block.textContent).publication;
  if (!record || !record.told) return;
  const line = document.createElement("p");
  line.className = "geo-sources";
  line.id = "geo-withheld";
  line.textContent = record.told;
  head.appendChild(line);
})();
