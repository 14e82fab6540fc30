"""Mentions in Ukrainian and Russian: settlements stand in brackets, and nothing else is one."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reading.context import load_context
from geo.reading.inflected import inflected_spans, language_of_words, lookup_in
from geo.reading.mentions import MentionFinder
from geo.reading.sentences import Spans, sentences

UKRAINIAN = [
    "Сили оборони відбили атаки поблизу [Глибокого], [Вовчанська] та [Синьківки].",
    "На Покровському напрямку зупинено 30 атак у районах населених пунктів [Новоселівка Перша], [Вовче] та [Прогрес].",
    "На Лиманському та Сіверському напрямках ворог активний. На Курахівському відбито атаки біля [Красногорівки].",
    "Під [Часовим Яром], у [Великій Новосілці], біля [Кучеревого Яру] та [Івано-Дар'ївки] тривають бої.",
    "Міський голова [Харкова] Ігор Терехов повідомив про вибухи. Мер [Ізюма] теж.",
    "Начальник Донецької ОВА Вадим Філашкін кличе їхати. У [Краматорську] поранено трьох.",
    "Голова Покровської МВА Сергій Добряк мовчить. Речник Покровський заявив, що тихо.",
    "Дмитро Покровський і Олена Полтава вижили. Генерал Часник очолив корпус. Староста Лиман допоміг.",
    "Прогрес у переговорах незначний. Вільне місце зайняв інший. Мир неможливий.",
    "[Водяне] перейшло до ворога. [Вільне] росіяни захопили. [Красне] — сіра зона.",
    "У м. [Запоріжжя] пошкоджено будинки, у с. [Комишуваха] Запорізького району — школу.",
    "У Харківській та Сумській областях лунали вибухи. На Дніпропетровщині палало.",
    "Запорізька АЕС знеструмлена. Кримський міст перекрили. Шахта «Покровська» стоїть.",
    "Харківські енергетики відновили світло. Курська операція тривала. Київська влада реагує.",
    "Угруповання «Дніпро», батальйон «Донбас» і бригада «Азов» воюють. Газета «Київ» мовчить.",
    "[Українськ] захоплено. В [Українську] бої, під [Українськом] горить. На околицях [Українська] тихо.",
    "Бої між [Покровськом] і [Мирноградом]; трасу [Добропілля] — [Краматорськ] перерізано.",
    "Ворог на лівому березі Дніпра. До [Дніпра] прибули люди.",
    "Село [Прогрес], [Вовче] й [Тимофіївка] під вогнем. Поблизу села [Кверті] бій.",
    "Верховна Рада проголосувала. Офіс Президента мовчить. Слава Україні!",
    "Удар по [Слов’янську] вбив чоловіка. Внаслідок удару по [Костянтинівці] згоріла хата.",
]
RUSSIAN = [
    "Нанесено поражение ВСУ в районах населённых пунктов [Волчанск], [Глубокое] и [Дзержинск] Харьковской области.",
    "Отражены контратаки у [Синьковки] Харьковской области, [Гродовки] и [Невского] Луганской Народной Республики.",
    "Группировка «Центр» освободила [Новгородское]. Подразделения «Южной» группировки — под [Угледаром].",
    "Под [Часовым Яром], в [Ростове-на-Дону], за [Великой Новосёлкой], в [Кривом Роге] стреляли.",
    "Губернатор Белгородской области Вячеслав Гладков сообщил: в [Белгороде] тихо. Губернатор Гладков добавил.",
    "Мэр [Белгорода] Валентин Демидов подтвердил. Минобороны РФ объявило о взятии [Красноармейска].",
    "На Красноармейском направлении продвинулись к [Удачному]. На Константиновском — без изменений.",
    "На Купянском и Лиманском направлениях бои. В Красногвардейском и Борисовском районах тихо.",
    "Победа будет за нами. Мир уже не тот. Красное знамя подняли над школой.",
    "[Красное] полностью под контролем. [Дружба], где стояли танки, разрушена.",
    "Войска форсировали Днепр. В [Днепре] взрыв. Северский Донец обмелел.",
    "Курская АЭС работает. Аэродром «Бельбек» атакован. Белгородские энергетики восстановили свет.",
    "Боец с позывным «Донецк» погиб. Крейсер «Москва» затонул. Николай Курский рассказал.",
    "Севернее [Работино], юго-западнее [Орехова] и со стороны [Угледара] без перемен.",
    "ДНР ждёт. В Крыму тревога. На Южном Донбассе бои. На Сумщине тихо.",
    "Шевченко сообщил о потерях. Пресс-секретарь Песков прокомментировал.",
]


def marked(text):
    """Return a text without its brackets, and the spans that they enclosed."""
    plain, spans = "", []
    for number, part in enumerate(re.split(r"[\[\]]", text)):
        if number % 2:
            spans.append((len(plain), len(plain) + len(part)))
        plain += part
    return plain, spans


def found(text, gazetteer, lang):
    return MentionFinder(text, Spans(sentences(text, lang)), gazetteer, lang).find()


def settlements(text, gazetteer, lang):
    mentions = found(text, gazetteer, lang)
    return [(one.start, one.end) for one in mentions if one.kind == "settlement" and one.role != "sector"]


@pytest.mark.parametrize(("lang", "text"), [("uk", text) for text in UKRAINIAN] + [("ru", text) for text in RUSSIAN])
def test_the_settlements_of_a_passage(lang, text, gazetteer):
    plain, spans = marked(text)
    assert [plain[slice(*span)] for span in settlements(plain, gazetteer, lang)] == [plain[slice(*s)] for s in spans]


@pytest.mark.parametrize(
    ("lang", "text", "kind", "surface", "place"),
    [
        ("uk", "У Донецькій області тихо.", "region", "Донецькій області", "ADM1:UA14"),
        ("uk", "Обстріли Донеччини тривають.", "region", "Донеччини", "ADM1:UA14"),
        ("uk", "На Курщині бої.", "region", "Курщині", "RU:Kursk"),
        ("uk", "Чотири села Лиманської громади.", "district", "Лиманської громади", None),
        ("uk", "Покровський район без світла.", "district", "Покровський район", None),
        ("uk", "Ворог за річкою Оскіл.", "water", "Оскіл", "WATER:oskil"),
        ("uk", "На лівому березі Дніпра.", "water", "Дніпра", "WATER:dnipro"),
        ("uk", "Шахта «Південнодонбаська № 3» у тилу.", "facility", "Південнодонбаська № 3", None),
        ("uk", "Росії та Німеччини це не стосується.", "country", "Німеччини", "ADM0:DE"),
        ("uk", "Серебрянському лісі тихо? У Серебрянському лісі бій.", "facility", "Серебрянському лісі", None),
        ("ru", "Луганской Народной Республики", "region", "Луганской Народной Республики", "ADM1:UA44"),
        ("ru", "Бои в Курской области.", "region", "Курской области", "RU:Kursk"),
        ("ru", "В Крыму тревога.", "region", "Крыму", "ADM1:UA01"),
        ("ru", "Коротко по Южному Донбассу.", "region", "Южному Донбассу", None),
        ("ru", "Село Шебекинского округа.", "district", "Шебекинского округа", None),
        ("ru", "По трубе газопровода «Уренгой — Помары — Ужгород».", "facility", "Уренгой — Помары — Ужгород", None),
        ("ru", "Снаряды производства США.", "country", "США", "ADM0:US"),
    ],
)
def test_kinds_and_what_bears_the_name(lang, text, kind, surface, place, gazetteer):
    one = next(mention for mention in found(text, gazetteer, lang) if mention.surface == surface)
    assert one.kind == kind
    if place is not None:
        assert place in {gazetteer.place_id(row) for row, _, _ in one.rows}


@pytest.mark.parametrize(
    ("lang", "text", "place"),
    [
        ("uk", "Бій під Торецьком.", "UA1402011001"),
        ("uk", "На Покровському напрямку тихо.", "UA1416021001"),
        ("uk", "На Курахівському відбито атаки.", "UA1416011001"),
        ("ru", "Южнее Дзержинска.", "UA1402011001"),
        ("ru", "На красноармейском фронте взяли Великую Новосёлку.", "UA1404001001"),
    ],
)
def test_candidates_hold_the_place_meant(lang, text, place, gazetteer):
    one = found(text, gazetteer, lang)[-1]
    assert place in {gazetteer.place_id(row) for row, _, _ in one.rows}


def test_a_russian_text_writes_russian_names_as_they_are(gazetteer):
    (one,) = found("Горькое взяли после зачистки.", gazetteer, "ru")
    best = max(one.rows, key=lambda row: row[1])
    assert gazetteer.place_id(best[0]).startswith("UA")  # and not the city Горький


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The brigade wrote: «Бій під Торецьком». It held Toretsk.", ["Торецьком", "Toretsk"]),
        ("ISW пише про Покровськ. Russian forces attacked near Pokrovsk.", ["Покровськ", "Pokrovsk"]),
        ("Бої в Угледаре, сообщили «Рыбарь». Бій під Вугледаром триває.", ["Угледаре", "Вугледаром"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_each_sentence_is_read_in_its_own_language(text, expected, lang, gazetteer):
    assert [text[slice(*span)] for span in settlements(text, gazetteer, lang)] == expected


@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        ("Бій під Торецьком", "ru", "uk"),
        ("Бои под Торецком и Орлы", "uk", "ru"),
        ("Покровск", "ru", "ru"),
        ("Покровск", "en", "uk"),
        ("Shells fell near Pokrovsk", "uk", "en"),
        ("12:30", "ru", "ru"),
    ],
)
def test_the_language_of_a_sentence(text, lang, told):
    assert language_of_words(text, lang) == told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Під Часовим Яром", ["Часовим Яром"]),
        ("ПОКРОВСЬК", ["ПОКРОВСЬК"]),
        ("Добропілля-Краматорськ", ["Добропілля", "Краматорськ"]),
        ("'Торецьк'", ["Торецьк"]),
        ("торецьк", []),
        ("ЗСУ", []),
        ("Т-72", []),
    ],
)
def test_runs_of_capitalised_words(text, names, gazetteer):
    spans = inflected_spans(text, lookup_in(gazetteer, "uk"), load_context("uk"))
    assert [text[start:end] for start, end in spans] == names


WORDS = ["Покровськ", "Торецька", "Под", "район", "області", "«", "»", ".", ",", "та", "и", "біля", "Мир", "генерал"]


@pytest.mark.parametrize("lang", ["uk", "ru"])
@settings(max_examples=40)
@given(text=st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
def test_any_text(gazetteer, lang, text):
    mentions = found(text, gazetteer, lang)
    assert all(text[one.start : one.end] == one.surface for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@pytest.mark.parametrize("piece", ["Аа", "Аа ", "Аа-", "«Аа", "Торецьк, ", "Торецьк та ", "А. ", "Покровський ", "а' "])
def test_time_grows_no_faster_than_the_text(piece, gazetteer):
    def seconds(times):
        start = time.process_time()
        found(piece * times, gazetteer, "uk")
        return time.process_time() - start

    seconds(500)
    once = min(seconds(1_000) for _ in range(3))
    assert seconds(16_000) < 16 * 4 * max(once, 0.01)
