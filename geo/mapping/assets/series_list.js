/* geo: the days of a series as a list: what changed on each, in words, the newest first. It is filled when it is first opened. */
(function () {
  "use strict";

  /* `days.change` and `days.held` say what changed on a day and how much is held; `days.go` shows it */
  geo.seriesList = function (days) {
    const said = days.block.words;
    const body = geo.el("tbody", {});
    const heads = [said.day_column, said.change_column].map((text) => geo.el("th", { scope: "col" }, text));
    const count = geo.el("span", { class: "geo-count" }, days.block.days.length.toLocaleString(geo.lang));
    const node = geo.el(
      "details",
      { class: "geo-list geo-days" },
      geo.el("summary", {}, geo.el("h2", {}, said.days, " ", count)),
      geo.el(
        "table",
        {},
        geo.el("caption", { class: "geo-hidden" }, said.days),
        geo.el("thead", {}, geo.el("tr", {}, heads)),
        body,
      ),
    );
    let [buttons, shown] = [null, null];

    const mark = (index) => {
      if (buttons && shown !== null) buttons[shown].removeAttribute("aria-current");
      shown = index;
      if (buttons) buttons[shown].setAttribute("aria-current", "date");
    };
    const row = (button, index) =>
      geo.el(
        "tr",
        {},
        geo.el("th", { scope: "row" }, button),
        geo.el("td", {}, days.change(index) || said.unknown_change, geo.el("small", {}, days.held(index))),
      );
    node.addEventListener("toggle", () => {
      if (!node.open || buttons) return;
      buttons = days.block.days.map((iso, index) => {
        const button = geo.el("button", { type: "button" }, days.words(index));
        button.addEventListener("click", () => days.go(index));
        return button;
      });
      body.append(...buttons.map(row).reverse());
      mark(shown);
    });
    return { node, mark };
  };
})();
