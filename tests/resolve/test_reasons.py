"""Reasons told in another language: recognised by the table that wrote them, whole or not at all."""

import datetime as dt
import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.errors import InputError
from geo.names.inflection import CASES
from geo.resolve.reasons import listed, note_retold, parted, retold, said, stated

TABLES = tomllib.loads((files("geo.resolve") / "reasons.toml").read_text(encoding="utf-8"))
BLANK = re.compile(r"\{(\w+)\}")
LATIN = re.compile(r"[A-Za-z]+")

# names as no gazetteer has them, with all that stands between parts of a reason
names = st.lists(st.text("АбвгдЄїь '-.,()«»", min_size=1, max_size=6), min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from(["; ", " and ", ", ", ": ", " "]).map(lambda between: between.join(words))
)
numbers = st.one_of(st.integers(0, 9999).map(str), st.floats(0, 999).map(lambda km: f"{km:.1f}"))
words_of = {slot: st.sampled_from(list(TABLES["uk"][slot])) for slot in ("case", "kind", "point")}
terminals = {"n", "km", "stated", "deg", "percent", "year"}


@st.composite
def rows(draw, section, used):
    """Return a row of the table filled in at random, and note the names it was filled with."""
    return fill(draw, draw(st.sampled_from(list(TABLES["en"][section].values()))), used)


def fill(draw, form, used):
    slots = {}
    for slot in BLANK.findall(form):
        if slot in terminals:
            slots[slot] = draw(numbers)
        elif slot in words_of:
            slots[slot] = draw(words_of[slot])
        elif slot == "parts":
            slots[slot] = "; ".join(draw(rows("part", used)) for _ in range(draw(st.integers(1, 3))))
        elif slot in ("whole", "name", "of", "from"):
            slots[slot] = draw(rows({"of": "phrase", "from": "phrase"}.get(slot, slot), used))
        else:
            several = draw(st.lists(names, min_size=1, max_size=2 if slot == "listed" else 1))
            slots[slot] = listed(several)
            used.extend(part for name in several for part in (name.split(" and ") if slot == "listed" else [name]))
    return form.format_map(slots)


@given(st.data(), st.sampled_from(["uk", "ru"]))
def test_any_reason_is_told_without_english_or_left_whole(data, lang):
    used = []
    why = data.draw(rows("whole", used))
    told = retold(why, lang)
    if told == why:
        assert len(why) > 2000
        return
    for name in sorted(used, key=len, reverse=True):
        told = told.replace(name, "")
    assert LATIN.findall(told) == []


@given(st.text(max_size=60), st.sampled_from(["uk", "ru"]))
def test_other_text_stays(text, lang):
    assert retold(f"The desk says: {text}", lang) == f"The desk says: {text}"


@pytest.mark.parametrize(
    ("part", "uk", "ru"),
    [
        ("close to Lyman and Сум", "поруч «Lyman» і «Сум»", "рядом «Lyman» и «Сум»"),
        (
            "the report names Kursk region",
            "у повідомленні названо «Kursk region»",
            "в сообщении названо «Kursk region»",
        ),
        (
            "stated 10 km south of Kurakhove: measured 11.1 km, bearing 174°",
            "за текстом 10 км на південь від «Kurakhove», за виміром 11,1 км, азимут 174°",
            "по тексту 10 км южнее «Kurakhove», по измерению 11,1 км, азимут 174°",
        ),
        (
            "stated near as anchor, from Isle of Wight: measured 1.2 km, bearing 355°",
            "за текстом «Isle of Wight» — поблизу нього, за виміром 1,2 км, азимут 355°",
            "по тексту «Isle of Wight» — вблизи него, по измерению 1,2 км, азимут 355°",
        ),
        (
            "called Невское until 2024, in the genitive",
            "до 2024 року мало назву «Невское», у родовому відмінку",
            "до 2024 года носило название «Невское», в родительном падеже",
        ),
    ],
)
def test_parts_in_each_language(part, uk, ru):
    why = f"of 22 so named: {part}; the largest so named"
    assert retold(why, "en") == why
    assert retold(why, "uk") == f"однойменних місць: 22; на користь цього — {uk}; найбільше з однойменних"
    assert retold(why, "ru") == f"одноимённых мест: 22; в пользу этого — {ru}; крупнейшее из одноимённых"


@pytest.mark.parametrize(
    ("why", "uk"),
    [
        ("the only place so named (its name)", "єдине місце з такою назвою (назва збігається)"),
        ("a facility that the gazetteer does not hold", "у довіднику немає такого об’єкта"),
        ("no place of the gazetteer bears this name", "у довіднику немає місця з такою назвою"),
        ("corrected by hand: seen; twice", "виправлено вручну: seen; twice"),
        ("undecided: its name since 2016", "не з’ясовано: так називається від 2016 року"),
        ("", ""),
    ],
)
def test_whole_reasons(why, uk):
    assert retold(why, "uk") == uk


def test_areas_are_named_by_whoever_asks():
    why = "of 2 so named: its name; the report names Kursk region"
    assert retold(why, "uk", {"Kursk region": "Курська область"}.get).endswith("названо «Курська область»")
    note = "Sudzhansky, Kursk; perhaps Vorobzha misspelt (2 letters off, 75 % alike)"
    assert note_retold(note, "ru", str.upper) == (
        "SUDZHANSKY, KURSK; возможно, описка, должно быть «Vorobzha» (отличающихся букв: 2, сходство 75 %)"
    )
    assert note_retold("its name", "uk") == "назва збігається"


@pytest.mark.parametrize(
    "why", ["undecided: " * 5000, "of 2 so named: " + "; ".join(["close to Х"] * 100), "its\nname"]
)
def test_what_no_report_gives_is_left(why):
    assert retold(why, "uk") == why


def test_another_language_is_refused():
    with pytest.raises(InputError, match="lang: reasons are told in en, uk, ru, not in 'de'"):
        retold("its name", "de")


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_every_row_is_told_in_every_language_with_the_same_blanks(lang):
    sections = {name: rows for name, rows in TABLES["en"].items() if isinstance(rows, dict)}
    assert len(sections) == 5
    for section, forms in sections.items():
        assert forms.keys() == TABLES[lang][section].keys()
        for row, form in forms.items():
            others = TABLES[lang][section][row]
            for other in [others] if isinstance(others, str) else others:
                assert set(BLANK.findall(other)) == set(BLANK.findall(form)), row
            assert isinstance(others, str) or len(others) == 2
    assert set(TABLES[lang]["case"]) == set(CASES)


def test_what_is_written_is_english():
    assert stated("10", "south", "distance") == "10 km south"
    assert [stated("10", "", "distance"), stated("", "south", "direction"), stated("", "", "between")] == [
        *("10 km", "south", "between")
    ]
    assert parted([said("part", "size"), said("part", "close_to", listed=listed(["A", "B"]))]) == (
        "the largest so named; close to A and B"
    )


SPELLINGS = (
    *(
        "Kurakhove",
        "Курахово",
        "Курахового",
        "Artemivsk",
        "Артёмовска",
        "Bakhmut",
        "Kurakhivka",
        "Kurakhve",
        "Дзержинск",
    ),
    *(
        "Покровське направление",
        "Vorozhba",
        "Суджи",
        "Торецьком",
        "Ujhorod",
        "Stalino",
        "Hryshyne",
        "у Сумах",
        "Лимані",
    ),
)


@pytest.mark.parametrize("name", SPELLINGS)
def test_what_the_gazetteer_says_of_a_name_is_known(name, gazetteer):
    for on in (None, dt.date(2014, 1, 1), dt.date(2024, 12, 16)):
        for lang in (None, "en", "uk", "ru"):
            for row, _, why in gazetteer.rows_for(name, lang=lang, on=on):
                assert retold(why, "uk") != why, (gazetteer.place(row).name, why)


def test_reasons_of_the_dev_reports_are_known(shared, gazetteer):
    reports = sorted((shared / "eval" / "dev").glob("*/*.txt"))
    assert reports
    for path in reports:
        report = geo.report_from_text(path.read_text(), report_id=path.stem, date=dt.date(2025, 2, 12))
        for mention in geo.read(report, gazetteer).all_mentions:
            assert retold(mention.why, "uk") != mention.why
            for other in mention.alternatives:
                assert note_retold(other.note, "uk") != other.note
