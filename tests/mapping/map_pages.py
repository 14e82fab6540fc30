"""A map in a browser: what tests ask of its page, whichever test it is."""

LAYERS = ["control", "front", "claims", "places", "relations", "regions", "strikes", "undecided"]
EVERYTHING = f"#on={'.'.join(LAYERS)}.changes.claimed"  # the fragment of an address that shows every layer


def boxes(page, selector):
    """Return [left, top, right, bottom] of each element shown."""
    return page.locator(selector).evaluate_all(
        "(nodes) => nodes.map((node) => node.getBoundingClientRect()).filter((box) => box.width)"
        ".map((box) => [box.left, box.top, box.right, box.bottom])"
    )


def click_marks(page, layer, *, first=False):
    """Click each mark of a layer, or its first, as a pointer would."""
    page.evaluate(
        "([layer, most]) => geo.data[layer].filter((row) => row.marks.length).slice(0, most)"
        ".forEach((row) => row.marks[0].fire('click', {latlng: L.latLng(48, 37)}))",
        [layer, 1 if first else 10_000],
    )


def card(page):
    """Return the text of the popup opened last, once it is there."""
    return page.locator(".leaflet-popup-pane > :last-child .geo-card").inner_text()
