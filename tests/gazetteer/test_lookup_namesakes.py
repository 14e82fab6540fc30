import pytest

from geo.gazetteer import Gazetteer
from geo.names import fold


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.embedded()


@pytest.mark.parametrize(
    ("written", "lang", "own"),
    [
        ("Новоандреевка", "ru", "Новоандріївка"),
        ("Новоалексеевки", "ru", "Новоолексіївка"),
        ("Novoandreevka", None, "Новоандріївка"),
    ],
)
def test_a_spelling_known_of_one_bearer_is_known_of_all(gazetteer, written, lang, own):
    found = {row: score for row, score, _ in gazetteer.rows_for(written, lang=lang, fuzzy=False)}
    bearers = [row for row, _ in gazetteer.bearers(own) if fold(gazetteer.place(row).names.get("uk", "")) == fold(own)]
    assert len(bearers) > 3
    scores = [found[row] for row in bearers]
    assert min(scores) > 0.95 * max(scores)


def test_a_former_name_is_not_handed_on(gazetteer):
    """That Bakhmut was called Artemivsk makes no other place called Bakhmut so."""
    found = [gazetteer.place(row) for row, _, _ in gazetteer.rows_for("Artemivsk", fuzzy=False)]
    assert all(place.former for place in found if place.name == "Bakhmut")


def test_a_name_of_its_own_stays_its_own(gazetteer):
    """Pokrovsk and Pokrovske have the same consonants, and are two names."""
    scores = {gazetteer.place(row).name: score for row, score, _ in gazetteer.rows_for("Pokrovsk", fuzzy=False)}
    assert scores["Pokrovsk"] == 1.0
    assert scores.get("Pokrovske", 0.0) < 0.75


def test_a_name_of_long_ago_gives_way_to_todays_bearers(gazetteer):
    """Pokrovsk was called Hryshyne until 1934; a village beside it is so called today."""
    found = {gazetteer.place(row).name: (score, why) for row, score, why in gazetteer.rows_for("Hryshyne", fuzzy=False)}
    assert found["Hryshyne"][0] == 1.0
    score, why = found["Pokrovsk"]
    assert score < 0.7
    assert why.startswith("called Hryshyne until 1934")
