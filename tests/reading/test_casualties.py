from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_texts import found_in

from geo.reading.casualties import CasualtyFinder
from geo.reading.casualty_words import KIND_OF, NONE_OF, casualty_words
from geo.reading.lexicon import load_lexicon
from geo.reading.numerals import numerals
from geo.reading.sentences import Spans, sentences
from geo.reading.sources import Sources
from geo.reading.strikes import StrikeFinder

LANGUAGES = ("en", "uk", "ru")
PIECES = (
    *("two", "people", "killed", "and", "wounded", "5", "12", "a", "man", "were", "including", "another"),
    *("двоє", "загинули", "ранен", "до", "не", "жінка", "погибли", "мужчина", "лет", *",():—+."),
)


def told_in(text, lang):
    """Return the numbers of a text: the first letter of each kind with it, in the order of the text."""
    finder = CasualtyFinder(text, lang)
    return " ".join(f"{one.kind[0]}{one.count}" for span in sentences(text, lang) for one in finder.find(*span))


def records_in(text, lang, date=None):
    spans = Spans(sentences(text, lang))
    return StrikeFinder(text, spans, [], Sources(text, spans, lang), lang, date=date).find()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Russian strikes killed two civilians in Kherson and injured five more.", "k2 w5"),
        ("Two people were killed and at least five others were wounded in Nikopol.", "k2 w5"),
        ("A 45-year-old woman was killed and her two children were injured.", "k1 w2"),
        ("Two people, a man and a woman, were killed in the attack.", "k2"),
        ("At least 12 people, including two children, were injured.", "w12"),
        ("The death toll from the strike on Ternopil rose to 34, the number of wounded to 94.", "k34 w94"),
        ("The number of injured has risen from 12 to 15.", "w15"),
        ("Kharkiv region: 2 killed, 13 wounded.", "k2 w13"),
        ("Killed: 2; wounded: 5.", "k2 w5"),
        ("A man, 67, and a woman, 45, were wounded in Beryslav.", "w2"),
        ("The attack claimed the lives of three people.", "k3"),
        (
            "Overnight shelling left two residents dead; five people, including a police officer, sustained injuries.",
            "k2 w5",
        ),
        ("Two missiles hit a house, killing a couple and wounding their 12-year-old son.", "k2 w1"),
        ("One person was killed and another was injured.", "k1 w1"),
        ("Three people are missing under the rubble.", "m3"),
        ("A drone crashed and wounded a man and a boy, 12.", "w2"),
        ("Two truck drivers and their passenger were killed.", "k3"),
        ("A resident came under fire and died on the spot.", "k1"),
        ("On 12 December a drone killed a tractor driver.", "k1"),
        ("No casualties were reported.", "k0 w0"),
        ("No one was killed or injured.", "k0 w0"),
        ("Nobody was hurt.", "w0"),
        ("A total of 1,230 Russian soldiers were killed and wounded.", "c1230"),
        ("Ukrainian troops killed or wounded at least 30 North Korean soldiers.", "c30"),
        ("Five people were wounded, including two children, and one man died in hospital.", "w5 k1"),
        ("The bombing destroyed 12 houses and wounded 9 people aged 17 to 81.", "w9"),
    ],
)
def test_english(text, told):
    assert told_in(text, "en") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("За добу росіяни вбили 2 жителів Донеччини.", "k2"),
        ("Ще 5 людей в області дістали поранення.", "w5"),
        ("Через російську агресію 2 людини загинули, ще 13 — дістали поранення, серед них 1 дитина.", "k2 w13"),
        ("Внаслідок обстрілу загинула 60-річна жінка, поранено 45-річного чоловіка та двох дітей.", "k1 w3"),
        ("Загинуло 2, поранено 5.", "k2 w5"),
        ("Двоє людей — чоловік та жінка — загинули.", "k2"),
        ("Кількість загиблих зросла до 12, постраждалих — до 34.", "k12 w34"),
        ("До 34 зросла кількість постраждалих у Тернополі.", "w34"),
        ("Постраждали троє людей, ще одна людина вважається зниклою безвісти.", "w3 m1"),
        ("Загинули двоє рятувальників, поранений медик.", "k2 w1"),
        ("У Нікополі загинув чоловік, у Марганці поранено жінку.", "k1 w1"),
        ("Ще троє жінок віком 45, 50 та 67 років дістали осколкові поранення.", "w3"),
        ("Травмовано щонайменше десятеро осіб.", "w10"),
        ("В Ізюмі загинули двоє жінок, 62 і 70 років, поранення отримали семеро людей.", "k2 w7"),
        ("Унаслідок атаки FPV-дрона на автомобіль загинуло подружжя.", "k2"),
        ("Без постраждалих.", "w0"),
        ("Загиблих і постраждалих немає.", "k0 w0"),
        ("Ніхто не постраждав, лише пошкоджено дах.", "w0"),
    ],
)
def test_ukrainian(text, told):
    assert told_in(text, "uk") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("В результате атаки БПЛА погиб один человек, ещё четверо ранены.", "k1 w4"),
        ("Погибли двое мирных жителей, пострадали трое, среди них ребенок.", "k2 w3"),
        ("Один человек погиб, пятеро получили ранения.", "k1 w5"),
        ("Число погибших выросло до 12 человек.", "k12"),
        ("Погибла 35-летняя женщина, её муж и двое детей ранены.", "k1 w3"),
        ("Погибли муж и жена, ранен водитель автобуса.", "k2 w1"),
        ("Осколочные ранения получили водитель и пассажирка грузового автомобиля.", "w2"),
        ("Жертвами удара по кафе в Хорлах стали 24 человека, более 50 пострадали.", "k24 w50"),
        ("Не менее семи человек погибли и 20 получили ранения при ударе по Запорожью.", "k7 w20"),
        ("К сожалению, от полученных ранений мужчина скончался на месте до приезда скорой.", "k1"),
        ("В Горловке убит мирный житель, ещё двое ранены.", "k1 w2"),
        ("Пропали без вести трое рыбаков.", "m3"),
        ("Погибла женщина, мужчина доставлен в больницу.", "k1"),
        ("Пострадавших нет.", "w0"),
        ("Обошлось без пострадавших и разрушений.", "w0"),
        ("Погибших и раненых нет.", "k0 w0"),
    ],
)
def test_russian(text, told):
    assert told_in(text, "ru") == told


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Casualties are being clarified."),
        ("en", "3 tanks were destroyed."),
        ("en", "Several people were injured."),
        ("en", "In 3 villages people died."),
        ("en", "Police detained a man and wounded suspects fled."),
        ("en", "Wounded soldiers were evacuated by 2 medics."),
        ("en", "A drone crashed and killed 12 cows."),
        ("en", "Among the wounded are two children."),
        ("en", "People were not injured."),
        ("en", "Rescuers evacuated 40 residents and rescued 12 people."),
        ("en", "The missile was shot down 5 km from the town."),
        ("uk", "Інформація про постраждалих уточнюється."),
        ("uk", "Серед поранених — дитина."),
        ("uk", "Один із загиблих — військовий."),
        ("uk", "Ворог втратив 3 танки і 1 гелікоптер."),
        ("uk", "Постраждали 5 будинків."),
        ("uk", "Вбито 300 свиней на фермі."),
        ("uk", "Внаслідок удару 3 громади залишилися без світла, загинули люди."),
        ("uk", "Евакуйовано 12 людей, врятовано 5."),
        ("ru", "Пострадали 12 многоквартирных домов и 3 автомобиля."),
        ("ru", "Несколько человек погибли."),
        ("ru", "Один из погибших — ребёнок."),
        ("ru", "Есть раненые, их число уточняется."),
        ("ru", "Из-под завалов спасены пять человек."),
    ],
)
def test_no_number_of_people(lang, text):
    assert told_in(text, lang) == ""


@pytest.mark.parametrize(
    ("lang", "text", "side", "count", "hedge"),
    [
        ("en", "Russia lost 1,230 soldiers over the past day.", "RU", 1230, ""),
        ("en", "The enemy's losses amounted to about 1,120 personnel, 7 tanks.", "RU", 1120, "count: about"),
        ("en", "The Russian MoD said the AFU lost up to 235 troops.", "UA", 235, "count: up to"),
        ("en", "The Russian MoD said the enemy lost 235 troops.", "UA", 235, ""),
        ("en", "Personnel – about 1,150,110 (+1,010);", "RU", 1010, ""),
        ("en", "Ukrainian forces eliminated 40 Russian soldiers near Pokrovsk.", "RU", 40, ""),
        ("uk", "Втрати ворога за добу склали 1250 осіб.", "RU", 1250, ""),
        ("uk", "особового складу ‒ близько 1 150 110 (+1 010) осіб", "RU", 1010, ""),
        ("uk", "Сили оборони знищили 1250 окупантів.", "RU", 1250, ""),
        ("uk", "Ворог втратив 1090 осіб, 3 танки, 8 ББМ, 12 БПЛА.", "RU", 1090, ""),
        ("ru", "Потери ВСУ составили до 235 военнослужащих, два танка.", "UA", 235, "count: до"),
        ("ru", "Противник потерял более 430 военнослужащих.", "UA", 430, "count: более"),
        ("ru", "ВС РФ уничтожили до 40 украинских военнослужащих.", "UA", 40, "count: до"),
    ],
)
def test_losses_are_a_tally_of_their_own(lang, text, side, count, hedge):
    (lost,) = records_in(text, lang)
    assert (lost.category, lost.actor, lost.count, lost.hedge) == ("losses", side, count, hedge)
    assert (lost.killed, lost.wounded, lost.launched, lost.shot_down) == (None, None, None, None)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "In 2022, 50 people were killed here."),
        ("en", "If the dam fails, 50 people could be killed."),
        ("en", "Two people were killed in the town on 3 March 2024."),
        ("uk", "Минулого року тут загинули 50 людей."),
        ("uk", "Від початку вторгнення в області загинули 3000 цивільних."),
        ("ru", "В 2022 году здесь погибли 50 человек."),
        ("ru", "С начала года в области погибли 120 человек."),
    ],
)
def test_history_and_fears_are_no_record(lang, text):
    assert records_in(text, lang, dt.date(2025, 12, 16)) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A drone hit a house in Nikopol. Two people died. At least three were injured."),
        ("uk", "Дрон влучив у будинок у Нікополі. Двоє людей загинули. Щонайменше троє поранені."),
        ("ru", "Дрон ударил по дому в Никополе. Двое погибли. Не менее трёх человек ранены."),
    ],
)
def test_goes_with_the_strike_told_just_before(lang, text):
    (strike,) = records_in(text, lang)
    assert (strike.category, strike.killed, strike.wounded, strike.missing) == ("strike", 2, 3, None)
    assert strike.hedge.startswith("wounded: ")
    assert (strike.start, strike.end) == (0, len(text))


def test_another_paragraph_is_another_record():
    strike, casualties = records_in("A drone hit a house.\n\nTwo people died.", "en")
    assert (strike.category, strike.killed) == ("strike", None)
    assert (casualties.category, casualties.killed) == ("casualties", 2)


def test_details_of_those_counted_add_nothing():
    text = (
        "Five people were wounded in the attack. A 67-year-old man was injured. Later the number of wounded rose to 7."
    )
    (record,) = records_in(text, "en")
    assert record.wounded == 7


def test_each_number_with_its_place_and_source(gazetteer):
    text = "In Kherson a man was killed, and three people were wounded in Nikopol, the governor said."
    found = found_in(text, gazetteer)
    first, second = found.strikes
    assert (first.killed, first.wounded, second.killed, second.wounded) == (1, None, None, 3)
    assert [found.mentions[record.mention].surface for record in found.strikes] == ["Kherson", "Nikopol"]
    assert first.by == second.by == "governor"
    assert first.victims == "killed: a man"


def test_a_place_named_later_is_of_something_else(gazetteer):
    found = found_in("In Kherson two people were wounded; drones also attacked Nikopol.", gazetteer)
    (record,) = (strike for strike in found.strikes if strike.wounded is not None)
    assert found.mentions[record.mention].surface == "Kherson"


def test_the_place_may_stand_in_the_sentence_before(gazetteer):
    found = found_in("Russian forces shelled Nikopol with artillery. Two residents were wounded.", gazetteer)
    (record,) = (strike for strike in found.strikes if strike.wounded is not None)
    assert (record.wounded, found.mentions[record.mention].surface, record.actor) == (2, "Nikopol", "RU")


@pytest.mark.parametrize(
    ("lang", "text", "actor"),
    [
        ("en", "Kyiv: two people were killed.", None),
        ("en", "Ukrainian officials said two people were killed in a Russian strike.", "RU"),
        ("uk", "Росіяни вбили двох жителів.", "RU"),
        ("ru", "При атаке БПЛА ВСУ ранены двое мирных жителей.", "UA"),
        ("ru", "Двое украинских военнослужащих ранены.", None),
    ],
)
def test_whose_attack_only_where_it_is_told(lang, text, actor):
    (record,) = records_in(text, lang)
    assert (record.category, record.actor) == ("casualties", actor)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lexicon_is_whole(lang):
    words = load_lexicon(lang)["casualties"]
    assert {*KIND_OF, *NONE_OF} <= set(words)
    pieces = casualty_words(lang).elements.cut("  12, x", 0, 7)
    assert list(pieces) == [("num", 2, 4), ("sign", 4, 5), ("other", 6, 7)]


@pytest.mark.parametrize(
    ("lang", "written", "value"),
    [
        ("en", "1,230", 1230),
        ("uk", "5-ро", 5),
        ("uk", "двадцять п’ятеро", 25),
        ("ru", "1 200", 1200),
        ("ru", "x", None),
    ],
)
def test_numbers(lang, written, value):
    assert numerals(lang).value(written) == value


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(LANGUAGES))
def test_any_order_of_its_words(words, lang):
    text = " ".join(words)
    for record in records_in(text, lang):
        assert 0 <= record.start < record.end <= len(text)
        assert all(number is None or number >= 0 for number in (record.killed, record.wounded, record.missing))
