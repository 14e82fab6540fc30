"""Ukrainian and Russian passages of every kind of report: the claims that a reader would mark."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from geo.reading.claims import ClaimFinder
from geo.reading.mentions import MentionFinder
from geo.reading.relations import RelationFinder
from geo.reading.sentences import Spans, sentences
from geo.reading.sources import Sources


def _passages():
    for lang in ("uk", "ru"):
        path = Path(__file__).with_name(f"passages_{lang}.toml")
        for passage in tomllib.loads(path.read_text(encoding="utf-8"))["passages"]:
            yield pytest.param(lang, passage["text"], passage["claims"], id=f"{lang}: {passage['text'][-50:]}")


def claim_lines(text, gazetteer, lang):
    spans = Spans(sentences(text, lang))
    mentions = MentionFinder(text, spans, gazetteer, lang).find()
    relations = RelationFinder(text, spans, mentions, lang).find()
    claims = ClaimFinder(text, spans, mentions, relations, Sources(text, spans, lang), lang).find()
    return [
        " | ".join((mentions[claim.mention].surface, claim.event, claim.actor or "?", claim.status)) for claim in claims
    ]


@pytest.mark.parametrize(("lang", "text", "claims"), list(_passages()))
def test_passage_gives_the_claims_a_reader_marks(lang, text, claims, gazetteer):
    assert claim_lines(text, gazetteer, lang) == claims


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("uk", "Якщо ворог захопить Покровськ, він рушить далі."),
        ("uk", "Росіяни хочуть захопити Куп'янськ."),
        ("uk", "Чи взяли росіяни Торецьк?"),
        ("uk", "Торік росіяни захопили Бахмут."),
        ("uk", "Ізюм звільнили у вересні 2022 року."),
        ("uk", "Генштаб поки не підтвердив втрату Селидового."),
        ("uk", "На Сіверському напрямку поблизу Спірного атак не зафіксовано."),
        ("uk", "Дорогу Покровськ — Мирноград обстріляно."),
        ("uk", "Мер Харкова відвідав поранених у Дергачах."),
        ("uk", "Двох поранених із Вовчанська лікують у Харкові."),
        ("uk", "Для захоплення Гришиного у росіян бракує сил."),
        ("uk", "Прориву до Слов'янська не буде, запевнив речник угруповання."),
        ("uk", "За роки окупації в Токмаку зруйновано промисловість."),
        ("uk", "На думку експертів, втрата Покровська ускладнила б логістику."),
        ("uk", "Учасник боїв за Соледар презентував книжку."),
        ("uk", "Ворог начебто просунувся під Дворічною."),
        ("uk", "Переговори в Стамбулі завершилися безрезультатно."),
        ("uk", "Лінія бойового зіткнення поблизу Рівного не змінилася."),
        ("ru", "Если противник возьмёт Покровск, он пойдёт дальше."),
        ("ru", "Цель противника — захватить Купянск."),
        ("ru", "Взят ли Торецк?"),
        ("ru", "В прошлом году российские войска взяли Бахмут."),
        ("ru", "Изюм был освобождён в сентябре 2022 года."),
        ("ru", "Генштаб ВСУ потерю Селидово пока не подтвердил."),
        ("ru", "В районе Спорного атак не зафиксировано."),
        ("ru", "Раненых из Волчанска доставили в Харьков."),
        ("ru", "Раненых наблюдают врачи в Харькове."),
        ("ru", "Без света оставались также Волчанск и Чугуев."),
        ("ru", "Взятие Торецка, напоминает ведомство, состоялось ещё в середине месяца."),
        ("ru", "Волчанск за нами с прошлой осени."),
        ("ru", "Из Харькова в Изюм ушла колонна автобусов."),
        ("ru", "Уничтожены три беспилотника над Волчанском."),
        ("ru", "О взятии Торецка говорить рано."),
        ("ru", "Торецк на схеме отмечен красным кружком."),
        ("ru", "Доложили о ситуации в Торецке."),
    ],
)
def test_wishes_history_and_doubt_claim_nothing(lang, text, gazetteer):
    assert claim_lines(text, gazetteer, lang) == []


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        (
            "uk",
            [
                "Росіяни захопили Торецьк.",
                "Торецьк захопили росіяни.",
                "Захопили росіяни Торецьк.",
                "Торецьк захоплено росіянами.",
                "Захоплення Торецька росіянами.",
            ],
        ),
        (
            "ru",
            [
                "Российские войска взяли Торецк.",
                "Торецк взяли российские войска.",
                "Взяли Торецк российские войска.",
                "Торецк взят российскими войсками.",
                "Взятие Торецка российскими войсками.",
            ],
        ),
    ],
)
def test_any_order_of_words_tells_the_same(lang, texts, gazetteer):
    for text in texts:
        (line,) = claim_lines(text, gazetteer, lang)
        assert line.split(" | ")[1:] == ["captured", "RU", "claimed"], text


def test_whose_mouth_decides_what_liberated_means(gazetteer):
    assert claim_lines("Минобороны России: освобождён Угледар.", gazetteer, "ru") == [
        "Угледар | captured | RU | claimed"
    ]
    assert claim_lines("Генштаб ЗСУ: звільнено Вугледар.", gazetteer, "uk") == ["Вугледар | captured | UA | claimed"]
    (line,) = claim_lines("Генштаб ВСУ сообщил, что освобождена Макеевка.", gazetteer, "ru")
    assert line == "Макеевка | captured | UA | claimed"


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Противник атаковал Орехов.", "UA"),  # an unsigned Russian text is a Russian's
        ("Противник атаковал Орехов. Силы обороны держатся, оккупанты несут потери.", "RU"),
        ("Минобороны РФ: противник атаковал Орехов.", "UA"),
    ],
)
def test_the_enemy_is_the_other_side_of_the_author(text, actor, gazetteer):
    assert claim_lines(text, gazetteer, "ru")[0].split(" | ")[2] == actor
