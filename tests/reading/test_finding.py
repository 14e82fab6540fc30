"""A text in several languages: each line is read with its own words, and all points into one list of mentions."""

import datetime as dt

import pytest

from geo.model import Actor, Event
from geo.pipeline import read
from geo.reading.documents import report_from_text
from geo.reading.finding import find

DATE = dt.date(2024, 12, 16)
EN = "Russian forces captured Kurakhove, the Russian Ministry of Defense said."
UK = "Ворог атакує поблизу Торецька, тривають бої."
RU = "Подразделения группировки войск «Юг» освободили населённый пункт Великая Новосёлка."


def _claims(text, gazetteer):
    reading = read(report_from_text(text, report_id="mixed", date=DATE), gazetteer)
    return {
        (reading.all_mentions[claim.mention].surface, claim.event, claim.actor): claim for claim in reading.all_claims
    }


def test_each_line_is_read_in_its_own_language(gazetteer):
    claims = _claims("\n".join((EN, UK, RU)), gazetteer)
    assert ("Kurakhove", Event.CAPTURED, Actor.RU) in claims
    assert ("Торецька", Event.ATTACKED, Actor.RU) in claims
    assert ("Великая Новосёлка", Event.CAPTURED, Actor.RU) in claims


@pytest.mark.parametrize("order", [(EN, UK, RU), (RU, EN, UK), (UK, RU, EN)])
def test_the_order_of_the_lines_changes_nothing(gazetteer, order):
    assert _claims("\n\n".join(order), gazetteer).keys() == _claims("\n\n".join((EN, UK, RU)), gazetteer).keys()


def test_what_a_claim_points_to_stands_in_its_sentence(gazetteer):
    text = "\n\n".join((RU, EN, UK))
    for (surface, _, _), claim in _claims(text, gazetteer).items():
        assert surface in text[claim.start : claim.end] == claim.sentence


def test_relations_of_each_language_point_to_the_joined_mentions(gazetteer):
    text = (
        "Fighting goes on 10 km south of Kurakhove.\n"
        "Бої тривають за 5 км на схід від Торецька, повідомив штаб.\n"
        "Russian forces advanced 3 km north of Vovchansk."
    )
    found = find(text, gazetteer, "en", DATE)
    said = [(found.mentions[one.anchor].surface, one.distance_km, one.bearing_deg) for one in found.relations]
    assert said == [("Kurakhove", 10.0, 180.0), ("Торецька", 5.0, 90.0), ("Vovchansk", 3.0, 0.0)]


def test_a_strike_in_another_language_keeps_its_place(gazetteer):
    text = (
        "Nothing was heard from Kurakhove.\nВорог вдарив по складу в Харкові.\nNothing came from Kupiansk today either."
    )
    found = find(text, gazetteer, "en", DATE)
    assert [found.mentions[strike.mention].surface for strike in found.strikes if strike.mention is not None] == [
        "Харкові"
    ]
    assert [mention.start for mention in found.mentions] == sorted(mention.start for mention in found.mentions)
