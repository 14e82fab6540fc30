"""The table `inflections.csv` is made by hand from the grammar; `decline` below shares no rule with the package."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo.names.inflection as inflection
from geo.names import fold
from geo.names.inflection import CASES, languages_of, lemmas

TABLE = Path(__file__).with_name("inflections.csv")


def _table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _forms_by_settlement():
    forms = defaultdict(list)
    for row in _table():
        forms[row["lang"], row["lemma"]].append(row["form"])
    return forms


FORMS = _forms_by_settlement()


def names_of(form, lang=None):
    return [lemma.name for lemma in lemmas(form, lang)]


# -- the table ----------------------------------------------------------------------------------------------------


def test_the_table_is_as_wide_as_it_says():
    rows = _table()
    assert len(rows) >= 300
    assert min(len({lemma for lang, lemma in FORMS if lang == one}) for one in ("uk", "ru")) >= 45
    assert {case for row in rows for case in row["note"].split(";")[0].split("/")} == set(CASES)
    assert len({(row["form"], row["lang"], row["lemma"]) for row in rows}) == len(rows)
    assert not [row for row in rows if fold(row["form"]) == fold(row["lemma"])]


@pytest.mark.parametrize("settlement", FORMS, ids=" ".join)
def test_every_form_of_the_table_finds_its_name(settlement):
    lang, lemma = settlement
    assert not [form for form in FORMS[settlement] if fold(lemma) not in names_of(form, lang)]


def test_without_a_language_too():
    assert not [row["form"] for row in _table() if fold(row["lemma"]) not in names_of(row["form"])]


def test_the_likeliest_are_first():
    ranks = [names_of(row["form"], row["lang"]).index(fold(row["lemma"])) for row in _table()]
    assert sum(rank < 3 for rank in ranks) / len(ranks) > 0.8


def test_a_listed_name_is_found_by_looking_up_what_its_forms_come_from(gazetteer):
    listed = [row for row in _table() if gazetteer.has_name(row["lemma"])]
    assert len(listed) > 0.95 * len(_table())
    missed = [
        row["form"]
        for row in listed
        if not any(name == fold(row["lemma"]) and gazetteer.bearers(name) for name in names_of(row["form"]))
    ]
    assert len(missed) <= 0.02 * len(listed), missed


# -- cases of a kind ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "first", "case"),
    [
        ("Великій Новосілці", "велика новосілка", "locative"),
        ("Курахового", "курахове", "genitive"),
        ("Бахмутом", "бахмут", "instrumental"),
        ("Мар’їнку", "марїнка", "accusative"),
        ("Олешками", "олешки", "instrumental"),
        ("Чернівцям", "чернівці", "dative"),
        ("Набережными Челнами", "набережные челны", "instrumental"),
        ("КУРАХОВОГО", "курахове", "genitive"),
    ],
)
def test_the_first_answer_and_its_case(form, first, case):
    assert lemmas(form)[0][:2] == (first, case)


@pytest.mark.parametrize(
    ("form", "no_answer"),
    [
        ("Великій Новосілці", "великий новосілка"),
        ("Великого Бурлука", "велика бурлук"),
        ("Святих Гір", "свята гори"),
        ("Новой Каховке", "новое каховка"),
        ("Великому Селу", "велика село"),
        ("Нижнего Тагила", "нижняя тагил"),
        ("Веселої Горою", "весела гора"),
    ],
)
def test_words_of_a_name_agree(form, no_answer):
    assert no_answer not in names_of(form)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Ростове на Дону", "ростов на дону"),
        ("Нью-Йорку", "нью йорк"),
        ("Усть-Луги", "усть луга"),
        ("Дальнего Константиново", "дальнее константиново"),
        ("Каменя-Каширського", "камінь каширський"),
        ("Новогрода-Волинського", "новогрод волинський"),
        ("Великої  Новосілки", "велика новосілка"),
        ("Карловой", "карлова"),
        ("Іванівської Слобідки", "іванівська слобідка"),
        ("Першої Новосілки Другої", "перша новосілка друга"),
    ],
)
def test_phrases_with_parts_that_change_and_parts_that_stay(form, lemma):
    assert lemma in names_of(form)


@pytest.mark.parametrize(
    "name", ["", "Toretsk", "Velykii Novosiltsi", "на Дону", "Імені Шевченка", "а", "12", "東京", "ь" * 500]
)
def test_nothing_comes_of_what_is_no_form(name):
    assert lemmas(name) == []


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="cannot decline 'pl'; known are 'uk' and 'ru'"):
        lemmas("Бахмутом", "pl")


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("Куп'янська", "uk"),
        ("Сумы", "ru"),
        ("Бахмутом", "uk ru"),
        ("Мар’їнкы", "uk ru"),
        ("ҐАЛАҐАНА", "uk"),
        ("ОРЁЛ", "ru"),
    ],
)
def test_letters_tell_the_language(name, languages):
    assert languages_of(name) == languages


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё' -", max_size=30), st.sampled_from([None, "uk", "ru"]))
def test_answers_are_few_other_folded_and_ranked(name, lang):
    answers = lemmas(name, lang)
    names = [answer.name for answer in answers]
    assert len(names) == len(set(names)) <= 40
    assert fold(name) not in names
    assert names == [fold(each) for each in names]
    assert [answer.cost for answer in answers] == sorted(answer.cost for answer in answers)
    assert {answer.case for answer in answers} <= set(CASES)


@given(st.text())
def test_any_text_is_answered(name):
    assert isinstance(lemmas(name), list)


def test_answers_are_the_callers_own():
    lemmas("Бахмутом").clear()
    assert "бахмут" in names_of("Бахмутом")


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_the_paradigms_are_well_formed(lang):
    table = tomllib.loads(Path(inflection.__file__).with_name("inflection.toml").read_text(encoding="utf-8"))[lang]
    for row in table["nouns"] + table["adjectives"]:
        cost, kind, letters, nominative, *cases = row
        assert cost in range(4), row
        assert kind in {"m", "f", "n", "p"}, row
        assert letters in table["letters"] or set(letters) <= set(table["alphabet"]), row
        assert len(cases) == len(CASES), row
        assert any(cases), row
        endings = [ending for cell in cases for ending in cell.split() if ending != "-"]
        assert set(nominative + "".join(endings)) <= set(table["alphabet"]), row
        # a longer one would not fit the tail that the rules see; then its row may not ask for letters before it
        assert max(map(len, endings), default=0) < 5 or not letters, row


# -- a generator of its own ---------------------------------------------------------------------------------------

CONSONANT = "[бвгджзйклмнпрстфхцчшщ]"

# what a Ukrainian name ends in; genitive, dative, accusative (- as the nominative), instrumental, locative
NOUNS = [
    (r"поле$", "поля полю - полем полі"),
    (r"ще$", "ща щу - щем щі"),
    (r"є$", "ього ьому - ім ьому"),
    (r"е$", "ого ому - им ому"),
    (r"ка$", "ки ці ку кою ці"),
    (r"га$", "ги зі гу гою зі"),
    (r"ха$", "хи сі ху хою сі"),
    (r"(?<=[жчшщ])а$", "і і у ею і"),
    (r"(?<=[бвдзлмнпрстф])а$", "и і у ою і"),
    (r"(?<=[аеиоуюі])я$", "ї ї ю єю ї"),
    (r"(?<=жж|чч|шш|лл|нн|сс|тт|дд|зз)я$", "я ю - ям і"),
    (r"(?<=')я$", "я ю - ям ї"),
    (r"(?<=[цнлтдзс])я$", "і і ю ею і"),
    (r"їв$", "єва єву - євом єві"),
    (r"ів$", "ова ову - овом ові"),
    (r"(?<=л)ець$", "ьця ьцю - ьцем ьці"),
    (r"(?<=[аеиоу])єць$", "йця йцю - йцем йці"),
    (r"(?<=[^аеиоуяює])ець$", "ця цю - цем ці"),
    (rf"(?<={CONSONANT})ок$", "ка ку - ком ку"),
    (r"іль$", "оля олю - олем олі"),
    (r"(?<=[лн])ь$", "я ю - ем і"),
    (r"сть$", "сті сті - стю сті"),
    (r"ть$", "ті ті - ттю ті"),
    (r"ий$", "ого ому - им ому"),
    (r"(?<=[аоеу])й$", "ю ю - єм ї"),
    (r"іг$", "огу огу - огом озі"),
    (r"(?<=[жчшщ])$", "а у - ем і"),
    (r"(?<=[кгх])$", "а у - ом у"),
    (r"(?<=[бвдзлмнпрстф])$", "а у - ом і"),
    (r"о$", "а у - ом у"),
    (rf"(?<={CONSONANT})ки$", "ок кам - ками ках"),
    (r"(?<=[гкхбвдзлмпрстф])и$", "ів ам - ами ах"),
    (r"(?<=[аяи]н)и$", " ам - ами ах"),
    (r"ці$", "ців цям - цями цях"),
    (r"(?<=[жчшщ])і$", "ів ам - ами ах"),
    (r"(?<=[аеиоуюя])ї$", "їв ям - ями ях"),
]
ADJECTIVES = [
    (r"ий$", "ого ому - им ому"),
    (r"ій$", "ього ьому - ім ьому"),
    (r"а$", "ої ій у ою ій"),
    (r"я$", "ьої ій ю ьою ій"),
    (r"е$", "ого ому - им ому"),
    (r"є$", "ього ьому - ім ьому"),
    (r"(?<=[нл])і$", "их им - ими их"),
    (r"і$", "их им - ими их"),
]


# an adjective's last letter, and what a noun that these rules decline with it may end in
AGREEING = {"й": "[^аеиіїоуюяє]$", "а": "[ая]$", "я": "[ая]$", "е": "[ео]$", "є": "[ео]$", "і": "[иії]$"}


def _cases(word, rules):
    for pattern, cases in rules:
        if re.search(pattern, word):
            endings = cases.split(" ")
            return [word if ending == "-" else re.sub(pattern, ending, word, count=1) for ending in endings]
    return None


def decline(name):
    """Return the genitive, dative, accusative, instrumental and locative of a Ukrainian name; None if unsure."""
    *before, last = name.lower().replace("’", "'").split()
    adjectives = [_cases(word, ADJECTIVES) for word in before]
    if not all(word[-1] in AGREEING and re.search(AGREEING[word[-1]], last) for word in before):
        return None
    # Олександрівка Друга
    noun = None if "-" in name or last.endswith(("уга", "рша", "етя", "руге", "ерше", "тє")) else _cases(last, NOUNS)
    if noun is None or None in adjectives:
        return None
    return [" ".join(words) for words in zip(*adjectives, noun, strict=True)]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Біла Гора", ["білої гори", "білій горі", "білу гору", "білою горою", "білій горі"]),
        ("Вища Дубечня", ["вищої дубечні", "вищій дубечні", "вищу дубечню", "вищою дубечнею", "вищій дубечні"]),
        ("Калинець", ["калинця", "калинцю", "калинець", "калинцем", "калинці"]),
    ],
)
def test_the_generator_declines(name, forms):
    assert decline(name) == forms


@pytest.fixture(scope="module")
def ukrainian_names(gazetteer):
    """Every Ukrainian name of a settlement in Ukraine that the gazetteer lists."""
    return sorted({p.names["uk"] for p in gazetteer if p.place_id.startswith("UA") and "uk" in p.names})


def test_forms_made_of_random_names_of_the_gazetteer_lead_back(ukrainian_names):
    sample = random.Random(2_000).sample(ukrainian_names, 2_000)
    made = [(form, name) for name in sample for form in set(decline(name) or []) if fold(form) != fold(name)]
    assert len(made) > 6_000
    missed = [(form, name) for form, name in made if fold(name) not in names_of(form, "uk")]
    assert len(missed) / len(made) < 0.005, missed[:20]


def test_a_nominative_rarely_looks_like_a_form_of_another_name(ukrainian_names):
    keys = {fold(name) for name in ukrainian_names}
    others = sum(len(keys.intersection(names_of(name, "uk"))) for name in ukrainian_names)
    assert others / len(ukrainian_names) < 0.08
