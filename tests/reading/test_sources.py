from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.sentences import Spans, sentences
from geo.reading.sources import UNATTRIBUTED, Sources


def speaker(text, word, lang="en"):
    return Sources(text, Spans(sentences(text, lang)), lang).at(text.index(word))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Russian Ministry of Defense (MoD) claimed that troops took it.", "Russian MoD"),
        ("They took it, Russia's defence ministry said.", "Russian MoD"),
        ("Ukraine's General Staff reported that troops took it.", "Ukrainian General Staff"),
        ("A Russian milblogger claimed that they took it.", "Russian milblogger"),
        ("Ukraine's DeepState monitoring group said they took it.", "DeepState"),
        ("They took it, the 110th Brigade said.", "110th Brigade"),
        ("They took it, said Artem Lysohor, head of the administration.", "Artem Lysohor, head of the administration"),
        ("According to Vladimir Rogov, they took it.", "Vladimir Rogov"),
        ("Geolocated footage published on May 3 shows that they took it.", "geolocated footage"),
        ("ISW assessed that they took it.", "analysts' assessment"),
        ("Fighting went on. Vladimir Rogov said that they took it.", "Vladimir Rogov"),
    ],
)
def test_who_speaks(text, label):
    assert speaker(text, "took").label == label


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Governor Vyacheslav Gladkov said they took it.", "RU"),
        ("Kharkiv governor Oleh Syniehubov said they took it.", "UA"),
        ("Russian-installed official Vladimir Rogov said they took it.", "RU"),
        ("Police said they took it.", None),
    ],
)
def test_whose_side_a_speaker_is_on(text, side):
    assert speaker(text, "took").side == side


def test_no_speaker():
    assert speaker("They took it.", "took") is UNATTRIBUTED


def test_a_side_spoken_of_is_not_the_one_who_speaks():
    text = "Oleh Hryhorov said Russian forces took it."
    assert speaker(text, "took").label == "Oleh Hryhorov"


def test_a_speaker_is_carried_on_within_a_paragraph_only():
    text = "Ukraine's military denied it. Fighting went on, it said.\n\nFighting stopped, it said."
    assert speaker(text, "went").label == "Ukraine's military"
    assert speaker(text, "stopped") is UNATTRIBUTED


def test_a_side_at_large_is_named_by_what_follows():
    text = "Russian forces have claimed one village. The Russian Defense Ministry reported additional gains."
    assert speaker(text, "village").label == "Russian MoD"


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Operational update, General Staff of the Armed Forces of Ukraine", "Ukrainian General Staff"),
        ("Briefing of the Russian Ministry of Defence", "Russian MoD"),
        ("Russian Offensive Campaign Assessment", "analysts' assessment"),
        ("Key events, day 1,001", "unattributed"),
    ],
)
def test_the_heading_names_the_issuer(heading, label):
    assert speaker(heading + "\n\nThey took it.", "took").label == label


# in each text the word in question is marked with @; the nominative is what a speaker is called by
UKRAINIAN = [
    ("За словами речника ОСУВ «Хортиця» Назара Волошина, ворог @атакував.", "речник ОСУВ «Хортиця» Назар Волошин"),
    ("«Ворог @атакував», — сказав речник ОСУВ «Хортиця» Назар Волошин.", "речник ОСУВ «Хортиця» Назар Волошин"),
    ("Речниця Сил оборони Півдня Наталія Гуменюк сказала про @бої.", "речниця Сил оборони Півдня Наталія Гуменюк"),
    ("Війська @просунулися біля Гродівки, пише DeepState.", "DeepState"),
    ("За даними проєкту DeepState, ворог @захопив Прогрес.", "DeepState"),
    ("За даними аналітиків ISW, війська @просунулися.", "аналітики ISW"),
    ("Геолоковані кадри, опубліковані 3 травня, свідчать, що війська @просунулися.", "геолоковані кадри"),
    ("Незалежні мапери підтвердили @просування росіян.", "незалежні мапери"),
    ("У Міноборони РФ заявили про @захоплення Невельського.", "МО РФ"),
    ("Російське оборонне відомство повідомило про @захоплення Невельського.", "МО РФ"),
    ("Міноборони України повідомило про @удар.", "Міноборони України"),
    ("Російські воєнкори пишуть, що війська @зайшли у село.", "російські воєнкори"),
    ("У Генштабі спростували @втрату Вовчанська.", "Генштаб ЗСУ"),
    ("Агентство повідомляє з посиланням на Генштаб, що ворог @наступав.", "Генштаб ЗСУ"),
    ("За словами Дениса Пушиліна, місто @взято.", "Денис Пушилін"),
    ("Місто @взято, заявив Денис Пушилін.", "Денис Пушилін"),
    (
        "Троє @загинули, повідомив голова Дніпропетровської ОВА Сергій Лисак.",
        "голова Дніпропетровської ОВА Сергій Лисак",
    ),
    ("Очільник Донеччини Вадим Філашкін повідомив про @удар.", "голова Донецької ОВА Вадим Філашкін"),
    ("Мер Харкова Ігор Терехов повідомив про @удар.", "мер Харкова Ігор Терехов"),
    ("Військовий аналітик Іван Петренко пише, що ворог @просунувся.", "військовий аналітик Іван Петренко"),
    ("За ніч @вбито двох. Про це повідомив Ігор Терехов.", "Ігор Терехов"),
    ("Ігор Терехов повідомив про удар. Він додав, що @горить дах.", "Ігор Терехов"),
    ("DeepState показав зміни. За даними проєкту, ворог @закріпився.", "DeepState"),
    ("Міноборони РФ заявило про взяття села. У відомстві додали, що @відбили атаки.", "МО РФ"),
    ("Російські блогери пишуть про бої. Один із блогерів стверджує, що місто @взято.", "російські воєнкори"),
    (
        "Речниця 24-ї бригади сказала про бої. «Ворог @контролює більшу частину міста. Ми стоїмо», — додала вона.",
        "речниця 24-ї бригади",
    ),
    (
        "Командир батальйону 24-ї бригади на позивний «Сокіл» в етері розповів про @бої.",
        "командир батальйону 24-ї бригади на позивний «Сокіл»",
    ),
    ("Ворог @атакував біля Тернів.", "unattributed"),
]
RUSSIAN = [
    (
        "По словам представителя ОСУВ «Хортица» Назара Волошина, враг @атаковал.",
        "представитель ОСУВ «Хортица» Назар Волошин",
    ),
    ("Войска @взяли село, сообщило Минобороны.", "МО РФ"),
    ("Войска взяли село, сообщили в Минобороны РФ. Также @взят хутор.", "МО РФ"),
    ("Минобороны сообщило об ударе. В ведомстве отметили, что @отражены атаки.", "МО РФ"),
    ("Войска взяли село, сообщили в Минобороны РФ. Удары @нанесены по районам сосредоточения.", "МО РФ"),
    ("Минобороны Украины опровергло @потерю города.", "Минобороны Украины"),
    ("Минобороны Великобритании сообщило о @потере города.", "британская разведка"),
    ("По словам Дениса Пушилина, город @взят.", "Денис Пушилин"),
    ("Глава ДНР Денис Пушилин заявил, что город @взят.", "глава ДНР Денис Пушилин"),
    ("Военкоры пишут, что войска @вошли в город.", "российские военкоры"),
    ("Z-каналы утверждают, что войска @вошли в город.", "российские военкоры"),
    ("Дрон @ударил по дому, сообщил губернатор Вячеслав Гладков.", "губернатор Вячеслав Гладков"),
    (
        "Губернатор Белгородской области сообщил об ударе. Глава региона уточнил, что @ранены двое.",
        "губернатор Белгородской области",
    ),
    ("В оперштабе сообщили, что @обстрелян город.", "оперштаб"),
    ("В Генштабе ВСУ заявили, что @отбили атаки.", "Генштаб ВСУ"),
    ("Начальник Генштаба Валерий Герасимов доложил о @взятии города.", "МО РФ"),
    ("По информации DeepState, армия РФ @заняла село.", "DeepState"),
    ("Кадры с геолокацией подтверждают @продвижение.", "кадры с геолокацией"),
    ("Войска @продвинулись, рассказал ТАСС военный эксперт Андрей Марочко.", "военный эксперт Андрей Марочко"),
    ("«Войска @вошли в Часов Яр. Бои идут в самом центре города», — говорится в сводке DeepState.", "DeepState"),
    ("Село @взято. Об этом сообщил Денис Пушилин.", "Денис Пушилин"),
    ('В пресс-центре группировки "Восток" рассказали о @взятии села.', 'пресс-центр группировки "Восток"'),
    (
        "По словам официального представителя группировки Ивана Петрова, село @взято.",
        "официальный представитель группировки Иван Петров",
    ),
    ("Украинские каналы пишут о @потере села.", "украинские каналы"),
    ("Российское ведомство утверждает, что @взято село.", "МО РФ"),
    ("В ведомстве сообщили, что @взято село.", "МО РФ"),
    ("Судя по роликам, привязанным к местности, войска @вошли в село.", "кадры с геолокацией"),
    ("Институт изучения войны пришёл к выводу, что войска @вошли в село.", "аналитики ISW"),
    ("В оперштабе Курской области сообщили, что @обстрелян город.", "оперштаб Курской области"),
    ("Войска @вошли в город.", "unattributed"),
]


def marked(text, lang):
    offset = text.index("@")
    text = text.replace("@", "")
    return Sources(text, Spans(sentences(text, lang)), lang).at(offset)


@pytest.mark.parametrize(("text", "label"), UKRAINIAN)
def test_who_speaks_in_ukrainian(text, label):
    assert marked(text, "uk").label == label


@pytest.mark.parametrize(("text", "label"), RUSSIAN)
def test_who_speaks_in_russian(text, label):
    assert marked(text, "ru").label == label


@pytest.mark.parametrize(
    ("lang", "text", "side", "confirmed"),
    [
        ("uk", "DeepState пише, що ворог @окупував село.", "UA", True),
        ("uk", "Аналітики ISW пишуть, що ворог @окупував село.", None, True),
        ("uk", "Речник угруповання «Дніпро» заявив про @бої.", "UA", False),
        ("uk", "Губернатор Бєлгородської області В'ячеслав Гладков заявив про @удар.", "RU", False),
        ("ru", "Губернатор Харьковской области Олег Синегубов сообщил об @ударе.", "UA", False),
        ("ru", "Губернатор Курской области Александр Хинштейн сообщил об @ударе.", "RU", False),
        ("ru", "Независимые картографы подтверждают @потерю села.", None, True),
        ("ru", "Российские военкоры сообщили о @взятии села.", "RU", False),
    ],
)
def test_side_and_confirmation(lang, text, side, confirmed):
    source = marked(text, lang)
    assert (source.side, source.confirmed) == (side, confirmed)


@pytest.mark.parametrize(
    ("lang", "heading", "label"),
    [
        ("uk", "Оперативна інформація станом на 16:00 щодо російського вторгнення", "Генштаб ЗСУ"),
        ("uk", "ГЕНЕРАЛЬНИЙ ШТАБ ІНФОРМУЄ", "Генштаб ЗСУ"),
        ("uk", "Зведення Міноборони РФ", "МО РФ"),
        ("uk", "Мапу оновлено!", "DeepState"),
        ("uk", "Мапа: зміни за вівторок", "DeepState"),
        ("uk", "Росіяни просунулися біля Кліщіївки — DeepState", "DeepState"),
        ("uk", "Доба на Харківщині: вісім поранених", "голова Харківської ОВА"),
        ("uk", "Донецька ОВА: наслідки обстрілів за 3 червня", "пресслужба Донецької ОВА"),
        ("uk", "За минулу добу росіяни обстріляли Дніпропетровщину 30 разів", "голова Дніпропетровської ОВА"),
        ("uk", "Голова Сумської ОВА Олег Григоров — про нічну атаку", "голова Сумської ОВА Олег Григоров"),
        (
            "uk",
            "«Ротації немає третій тиждень»: інтерв'ю з командиром батальйону 93-ї бригади",
            "командир батальйону 93-ї бригади",
        ),
        (
            "uk",
            "Речник 7-го корпусу ДШВ Сергій Окішев про ситуацію в Покровську",
            "речник 7-го корпусу ДШВ Сергій Окішев",
        ),
        ("uk", "Коротко з Запорізького напрямку", "автор каналу"),
        ("uk", "Ворог окупував Прогрес.", "DeepState"),
        ("uk", "Оцінка російської наступальної кампанії", "аналітики (оцінка)"),
        ("uk", "Оперативна ситуація в Харківській області", "голова Харківської ОВА"),
        ("uk", "За добу ворог обстріляв Херсонщину, повідомив голова ОВА.", "голова Херсонської ОВА"),
        ("uk", "КИЇВ, 13 березня. /Укрінформ/", "агентство"),
        ("uk", "Ситуація на Харківському напрямку", "unattributed"),
        ("uk", "Війна: головне за день", "unattributed"),
        ("ru", "Сводка Министерства обороны РФ о ходе проведения специальной военной операции", "МО РФ"),
        ("ru", "Брифинг Минобороны", "МО РФ"),
        ("ru", "МОСКВА, 16 дек — РИА Новости.", "агентство"),
        ("ru", "Сводка по Курской области", "губернатор Курской области"),
        ("ru", "Обзор боевых действий", "аналитики (оценка)"),
        ("ru", "Главное из сообщения Минобороны России за 3 мая", "МО РФ"),
        ("ru", "Заявление военного ведомства, коротко", "МО РФ"),
        ("ru", "Уважаемые белгородцы, о минувшей ночи.", "губернатор Белгородской области"),
        ("ru", "Заявление Минобороны Украины", "unattributed"),
        ("ru", "Сводка оперштаба Курской области", "оперштаб Курской области"),
        ("ru", "Война, день 1000: главное", "unattributed"),
    ],
)
def test_the_heading_names_the_issuer_in(lang, heading, label):
    assert marked(f"{heading}\n\nТут @стріляли.", lang).label == label


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [
        ("ru", "Подразделения улучшили положение. Нанесено поражение бригаде. Заняты более выгодные рубежи.", "МО РФ"),
        ("ru", "Наши вошли в село, штурмуем дальше. Парни молодцы.", "автор канала"),
        ("uk", "Друзі, тримаємо село. Русня лізе, наші б'ють.", "автор каналу"),
        ("uk", "Загарбники тиснуть. Наші захисники відбили атаки. Боєзіткнень було 12.", "Генштаб ЗСУ"),
        ("uk", "Учора в місті відкрили школу. Друзі прийшли.", "unattributed"),
    ],
)
def test_an_issuer_is_known_by_its_voice(lang, text, label):
    source = Sources(text, Spans(sentences(text, lang)), lang).at(0)
    assert source.label == label


@given(
    st.lists(
        st.sampled_from(
            [
                "речник",
                "Генштаб",
                "заявив",
                "сообщил",
                "по словам",
                "за даними",
                "«",
                "»",
                ":",
                ",",
                ". ",
                "—",
                "Іван",
                "губернатор",
                "ОВА",
                "він",
                "\n",
                "Про це",
                "DeepState",
                "проєкт",
                "@",
                "\U0001f4a5",
                "ß",
                "İ",
            ]
        ),
        max_size=60,
    ).map(" ".join),
    st.sampled_from(["en", "uk", "ru"]),
)
def test_any_order_of_words_has_a_speaker(text, lang):
    spans = Spans(sentences(text, lang))
    sources = Sources(text, spans, lang)
    assert all(sources.at(offset).label for offset in range(len(text)) if spans.spans)
