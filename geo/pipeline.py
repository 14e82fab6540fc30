"""A report through all stages: found, decided, claimed. `read` is what a script calls; `Reading` is what it gets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geo.control import ContactLine, Control
from geo.corrections import Corrections, remembered
from geo.gazetteer.outlines import Outlines
from geo.model import Actor, Claim, Event, Mention, Relation, Report, Status, Strike
from geo.reading.actors import admitted
from geo.reading.context import AVAILABLE
from geo.reading.dates import EventDates
from geo.reading.finding import find
from geo.reading.found_claim import CONFIDENCE, FoundClaim
from geo.reading.sentences import Spans
from geo.resolve import Fighting, Memory, Resolved, resolve
from geo.resolve.relate import related
from geo.resolve.told import told_of, widened

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.gazetteer import Gazetteer
    from geo.reading.found_mention import FoundMention
    from geo.reading.strikes import FoundStrike

__all__ = ["Reading", "read"]

_WINDOW = 30
# ground is fought for in these countries, or where nothing is known of the place; fire may reach farther
# Russia has held it since 2014: who strikes there is Ukraine
_CRIMEA = ("UA01", "UA85")
_FOUGHT_IN = frozenset({"UA", "RU", ""})
_NOT_ON_THE_GROUND = frozenset({Event.STRUCK, Event.DENIED})
# what is told of a place itself, not of where in or about it
_OF_THE_PLACE = frozenset({Event.CAPTURED, Event.LIBERATED, Event.WITHDREW, Event.DENIED})
_TAKING = frozenset({Event.CAPTURED, Event.LIBERATED})


@dataclass(frozen=True)
class Reading:
    """What a report says, decided. The tuples are the records; the properties are the same as GeoDataFrames.

    Relations and claims point into `all_mentions` by index. `roles` says of each mention whether it stands for a place
    or, as a metonym, for a government.
    """

    report: Report
    gazetteer: Gazetteer
    all_mentions: tuple[Mention, ...]
    all_relations: tuple[Relation, ...]
    all_claims: tuple[Claim, ...]
    all_strikes: tuple[Strike, ...]
    roles: tuple[str, ...]
    sentence_spans: tuple[tuple[int, int], ...]

    @cached_property
    def mentions(self) -> gpd.GeoDataFrame:
        """The mentions as a GeoDataFrame (`geo.schema.MENTIONS`), EPSG:4326; without a position, no geometry."""
        from geo.frames import mentions_frame

        return mentions_frame([self])

    @cached_property
    def claims(self) -> gpd.GeoDataFrame:
        """The claims as a GeoDataFrame (`geo.schema.CLAIMS`), EPSG:4326."""
        from geo.frames import claims_frame

        return claims_frame([self])

    @cached_property
    def relations(self) -> gpd.GeoDataFrame:
        """The relations as a GeoDataFrame (`geo.schema.RELATIONS`), EPSG:4326: a line, and the area it states, each."""
        from geo.frames import relations_frame

        return relations_frame([self])

    @cached_property
    def strikes(self) -> gpd.GeoDataFrame:
        """The strikes and tallies as a GeoDataFrame (`geo.schema.STRIKES`), EPSG:4326."""
        from geo.frames import strikes_frame

        return strikes_frame([self])

    def sentence(self, offset: int) -> str:
        """Return the sentence that holds a character offset of the report's text."""
        start, end = self._sentences.at(offset)
        return self.report.text[start:end]

    @cached_property
    def _sentences(self) -> Spans:
        return Spans(self.sentence_spans)


def read(
    report: Report,
    gazetteer: Gazetteer,
    *,
    control: Control | None = None,
    outlines: Outlines | None = None,
    corrections: Corrections | None = None,
    memory: Memory | None = None,
) -> Reading:
    """Read a report: its mentions, claims, relations and strikes, each place decided.

    Parameters
    ----------
    report
        The report, as `read_report` gives it.
    gazetteer
        The places that may be meant.
    control
        Assessed control near the report's date: the front line is evidence for which place is meant.
    outlines
        Border and coast; by default those beside the embedded gazetteer.
    corrections
        What people have corrected by hand; by default what is remembered on this machine.
    memory
        Where this report is one of a sequence: what the reports before it meant, to which its places are added. A
        report sees only those of its own day or before.

    Returns
    -------
    reading
        What the report says.
    """
    body = report.body
    lang = report.lang if report.lang in AVAILABLE else "en"
    found = find(body, gazetteer, lang, report.date)
    mentions, relations, claims, strikes = found.mentions, found.relations, found.claims, found.strikes
    spans = Spans(found.sentences)
    front = ContactLine.of(control, outlines or Outlines.open()) if control is not None else None
    fighting = fighting_of(claims)
    resolved = resolve(
        body,
        mentions,
        relations,
        spans,
        gazetteer,
        front=front,
        fighting=fighting,
        date=report.date,
        recollection=memory.on(report.date, report.source) if memory is not None else None,
        lang=lang,
    )

    # a sector is no place of its own: it has served as evidence and is left out
    kept = [index for index, mention in enumerate(mentions) if mention.role != "sector"]
    number = {index: position for position, index in enumerate(kept)}
    decided = tuple(_mention(report, mentions[index], resolved[index], gazetteer) for index in kept)
    decided = (remembered() if corrections is None else corrections).apply(decided, report, gazetteer)
    told = told_of(body, mentions, relations, lang)
    decided = widened(decided, [told.get(index) for index in kept], gazetteer)
    countries = _Countries(decided, spans, gazetteer)
    return Reading(
        report=report,
        gazetteer=gazetteer,
        all_mentions=decided,
        all_relations=tuple(
            related(relation, report, body, decided, number, gazetteer)
            for relation in relations
            if relation.anchor in number and (relation.subject is None or relation.subject in number)
        ),
        all_claims=_claims(report, claims, decided, number, countries, EventDates(body, report.date, lang)),
        all_strikes=tuple(_strike(report, strike, number, countries) for strike in strikes),
        roles=tuple(mentions[index].role for index in kept),
        sentence_spans=tuple(spans.spans),
    )


def fighting_of(claims: list[FoundClaim]) -> Fighting:
    """Return what the claims of a report say of its mentions: which are fought for, which taken and by whom."""
    return Fighting(
        fought=frozenset(claim.mention for claim in claims if claim.event not in _NOT_ON_THE_GROUND),
        taken={claim.mention: claim.actor for claim in claims if claim.event in _TAKING and claim.actor is not None},
    )


def _mention(report: Report, found: FoundMention, resolved: Resolved, gazetteer: Gazetteer) -> Mention:
    place = gazetteer.place(resolved.row) if resolved.row is not None else None
    return Mention(
        report_id=report.report_id,
        start=found.start,
        end=found.end,
        surface=found.surface,
        kind=found.kind,
        place_id=place.place_id if place else None,
        name=place.name if place else "",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        uncertainty_m=place.uncertainty_m if place else None,
        confidence=round(resolved.confidence, 4),
        alternatives=resolved.alternatives,
        why=resolved.why,
    )


def _claims(
    report: Report,
    found: list[FoundClaim],
    mentions: tuple[Mention, ...],
    number: dict[int, int],
    countries: _Countries,
    times: EventDates,
) -> tuple[Claim, ...]:
    claims: dict[str, Claim] = {}
    for claim in found:
        mention = mentions[number[claim.mention]]
        event_from, event_to = times.interval(claim.start, claim.end, at=mention.start) or (None, None)
        country = countries.of(number[claim.mention])
        if mention.place_id and country not in _FOUGHT_IN and claim.event is not Event.STRUCK:
            continue  # ministers who "failed to win over Budapest" fought for nothing
        held = Actor.RU if claim.event is Event.STRUCK and (mention.place_id or "").startswith(_CRIMEA) else country
        actor = claim.actor or _actor_by_place(claim.event, held)
        status = Status.CONFIRMED if admitted(claim.event, actor, claim.source) else claim.status
        event = _recognised(claim.event, actor, country)
        place = mention.place_id or mention.surface
        # the same source saying the same of the same place adds nothing
        claim_id = hashlib.blake2b(
            "\x1f".join((report.report_id, place, event, actor, claim.source.label)).encode(), digest_size=8
        ).hexdigest()
        claims.setdefault(
            claim_id,
            Claim(
                claim_id=claim_id,
                report_id=report.report_id,
                date=report.date,
                mention=number[claim.mention],
                place_id=mention.place_id,
                event=event,
                actor=actor,
                by=claim.source.label,
                status=status,
                start=claim.start,
                end=claim.end,
                sentence=report.text[claim.start : claim.end],
                event_from=event_from,
                event_to=event_to,
                confidence=round(CONFIDENCE[status] * mention.confidence, 4),
                uncertainty_m=countries.own_uncertainty_m(number[claim.mention])
                if event in _OF_THE_PLACE
                else mention.uncertainty_m,
            ),
        )
    return tuple(claims.values())


class _Countries:
    """Whose land the mentions of a report lie on, as far as it is known."""

    def __init__(self, mentions: tuple[Mention, ...], spans: Spans, gazetteer: Gazetteer) -> None:
        self._mentions = mentions
        self._spans = spans
        self._gazetteer = gazetteer

    def of(self, index: int) -> str:
        """Return the country of a mention's place; if undecided, of the area named beside it, else of the likeliest."""
        mention = self._mentions[index]
        likeliest = mention.alternatives[0].place_id if mention.alternatives else None
        return self._own(mention.place_id) or self._area_around(index) or self._own(likeliest)

    def own_uncertainty_m(self, index: int) -> float | None:
        """Return how sure the position of a mention's place is, whatever is told of its surroundings, in metres."""
        place_id = self._mentions[index].place_id
        place = self._gazetteer.get(place_id) if place_id else None
        return place.uncertainty_m if place else None

    def _own(self, place_id: str | None) -> str:
        place = self._gazetteer.get(place_id) if place_id else None
        return place.admin.country if place else ""

    def _area_around(self, index: int) -> str:
        """Return the country of the nearest region or district named in the same sentence, or the one before."""
        here = self._spans.index(self._mentions[index].start)
        near = [
            (here - sentence, abs(other.start - self._mentions[index].start), country)
            for other in self._mentions[max(0, index - _WINDOW) : index + _WINDOW]
            if other.kind in ("region", "district")
            and (country := self._own(other.place_id))
            and 0 <= here - (sentence := self._spans.index(other.start)) <= 1
        ]
        return min(near)[2] if near else ""


def _actor_by_place(event: Event, country: str) -> Actor:
    """Return who acts where the text does not say: each side attacks the other's land, and defends its own."""
    owner = Actor.RU if country == Actor.RU else Actor.UA
    return owner if event in (Event.REPELLED, Event.WITHDREW, Event.DENIED) else owner.other


def _recognised(event: Event, actor: Actor, country: str) -> Event:
    """Return `liberated` for a side that regains its own recognised territory, `captured` for the other's."""
    if event not in _TAKING or country not in (Actor.RU, Actor.UA):
        return event
    return Event.LIBERATED if actor == country else Event.CAPTURED


def _strike(report: Report, found: FoundStrike, number: dict[int, int], countries: _Countries) -> Strike:
    at = number.get(found.mention) if found.mention is not None else None
    actor = found.actor
    struck = found.category in ("strike", "air-attack")
    if struck and actor is None and at is not None and (country := countries.of(at)) in (Actor.RU, Actor.UA):
        actor = Actor(country).other
    return Strike(
        report_id=report.report_id,
        date=report.date,
        category=found.category,
        actor=actor,
        by=found.by,
        target=found.target,
        weapon=found.weapon,
        count=found.count,
        launched=found.launched,
        shot_down=found.shot_down,
        lost=found.lost,
        mention=at,
        start=found.start,
        end=found.end,
        sentence=report.text[found.start : found.end],
        killed=found.killed,
        wounded=found.wounded,
        missing=found.missing,
        hedge=found.hedge,
        victims=found.victims,
    )
