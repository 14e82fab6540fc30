"""The `news` policy: what its table says, how reports are read by it, and how it does on posts of known position."""

import datetime as dt
import json
import math

import pytest

import geo
from geo.distance import inverse
from geo.model import Agreement
from geo.reading.documents import report_from_text
from geo.uncertainty import Size, Told, told_radius_m
from geo.uncertainty.table import table


def reading_of(text, gazetteer, lang="en"):
    return geo.read(report_from_text(text, report_id="r", date=dt.date(2024, 12, 16), lang=lang), gazetteer)


def radius_told(text, gazetteer, surface, lang="en"):
    """Return how a text ties what it tells to a name, by the radius of its mention."""
    reading = reading_of(text, gazetteer, lang)
    mention = next(one for one in reading.all_mentions if one.surface == surface)
    place = gazetteer.get(mention.place_id)
    size = geo.uncertainty.place_size(place)
    found = [told for told in Told if mention.uncertainty_m == round(told_radius_m(told, size, place.uncertainty_m))]
    assert len(found) == 1, mention
    return found[0]


@pytest.mark.parametrize(
    ("text", "surface", "lang", "told"),
    [
        ("Russian forces attacked in Kurakhove.", "Kurakhove", "en", "in"),
        ("Russian forces attacked near Kurakhove.", "Kurakhove", "en", "near"),
        ("Russian forces attacked near Kurakhove and Vuhledar.", "Vuhledar", "en", "near"),
        ("Russian forces attacked north of Kurakhove.", "Kurakhove", "en", "direction"),
        ("Geolocated footage shows a strike in the vicinity of Vuhledar.", "Vuhledar", "en", "near"),
        ("Росіяни атакували біля Курахового.", "Курахового", "uk", "near"),
        ("Росіяни атакували у Вугледарі.", "Вугледарі", "uk", "in"),
        ("Российские войска атаковали возле Угледара.", "Угледара", "ru", "near"),
        ("Yelyzavetivka, 10 km south of Kurakhove, was captured.", "Kurakhove", "en", "in"),
    ],
)
def test_the_words_before_a_name_decide(gazetteer, text, surface, lang, told):
    assert radius_told(text, gazetteer, surface, lang) == Told(told)


def test_what_is_told_some_way_off_lies_that_much_farther(gazetteer):
    near, far = (
        next(one for one in reading_of(text, gazetteer).all_mentions if one.surface == "Kurakhove").uncertainty_m
        for text in ("Two people were hurt in Kurakhove.", "Two people were hurt 10 km south of Kurakhove.")
    )
    assert far == near + 10_000


def test_a_direction_has_a_circle_of_its_own(gazetteer):
    (relation,) = reading_of("Russian forces attacked north of Kurakhove.", gazetteer).all_relations
    learned = table().learned[Told.DIRECTION, Size.TOWN]
    assert relation.uncertainty_m == 1000 * learned.radius_km
    place = gazetteer.get("UA1416011001")
    km, bearing, _ = inverse(place.lat, place.lon, relation.lat, relation.lon)
    assert (km, math.sin(math.radians(bearing))) == (pytest.approx(learned.out_km), pytest.approx(0, abs=1e-6))


def test_of_a_named_subject_the_circle_is_that_of_what_is_told_of_it(gazetteer):
    reading = reading_of("Yelyzavetivka, 10 km south of Kurakhove, was captured.", gazetteer)
    (relation,) = reading.all_relations
    assert relation.uncertainty_m == reading.all_mentions[relation.subject].uncertainty_m
    assert (relation.agrees, relation.agreement) == (True, Agreement.AGREES)
    assert list(reading.relations["agreement"].unique()) == ["agrees"]


def test_a_contradiction_is_told(gazetteer):
    reading = reading_of("Vuhledar lies 5 km north of Kurakhove.", gazetteer)
    (relation,) = reading.all_relations
    assert (relation.agrees, relation.agreement) == (False, Agreement.CONTRADICTS)
    assert set(reading.relations["agreement"]) == {"contradicts"}


def test_larger_places_and_looser_words_reach_farther():
    for told in Told:
        radii = [table().learned[told, size].about_km for size in Size if size is not Size.VILLAGE]
        assert radii == sorted(radii)
    for size in Size:
        inside, near, direction = (table().learned[told, size].about_km for told in Told)
        assert inside < near
        assert near < direction + 0.2


@pytest.mark.shared
def test_posts_of_known_position_lie_within(shared, gazetteer):
    """A part of the posts, of places whose name only one settlement bears, which any gazetteer puts right."""
    with (shared / "eval/geolocated-dev.jsonl").open(encoding="utf-8") as file:
        posts = [post for post in map(json.loads, file) if post["n_candidates"] == 1][::4]
    held = []
    for post in posts:
        for mention in reading_of(post["text"], gazetteer).all_mentions:
            if mention.end > post["start"] and mention.start < post["end"] and mention.lat is not None:
                km, _, _ = inverse(mention.lat, mention.lon, post["lat"], post["lon"])
                held.append(1000 * km <= mention.uncertainty_m)
                break
    assert len(held) > 200
    assert sum(held) / len(held) > 0.88
