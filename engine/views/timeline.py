"""The timeline: commands, cards, incidents, reports and predictions in their weeks."""

from __future__ import annotations

from collections.abc import Sequence

from engine.views.moments import Lane, Mark, PredictionDue, Timeline
from engine.views.names import counted, entity_name, in_words
from engine.views.told import Told
from sim import events as ev
from sim.cards import cards
from sim.evolving.cards import KEY_BASE
from sim.metrics import metrics


def timeline(told: Told, predictions: Sequence[PredictionDue] = ()) -> Timeline:
    """The timeline up to the week that comes next.

    Args:
        told: the week.
        predictions: given so far, due or not.
    """
    lanes: dict[Lane, tuple[Mark, ...]] = {
        "commands": tuple(_commands(told)),
        "cards": tuple(_cards(told)),
        "incidents": tuple(_incidents(told)),
        "reports": tuple(_reports(told)),
        "predictions": tuple(_prediction(one) for one in predictions if one.given_week < told.week),
    }
    played = bool(lanes["commands"] or lanes["predictions"])
    return Timeline(
        first_week=1 - told.history,
        last_week=told.week - 1,
        lanes=lanes,
        gaps=tuple(_gaps(told)),
        empty="" if played else "History only: nothing was asked yet.",
    )


def _commands(told: Told) -> list[Mark]:
    return [
        Mark(told.tenure(one.week), "commands", in_words(one.asked), None, one.accepted, one.reason,
             str(one.asked.get("for", "")))
        for one in told.chronicle.given
        if one.asked.get("kind") != "predict"
    ]  # fmt: skip


def _cards(told: Told) -> list[Mark]:
    """Each card from the week in which it was dealt to that in which it was answered, lapsed or withdrawn."""
    deck = {card.number: card for card in cards().values()}
    ended = (int(ev.CARD_SETTLED), int(ev.CARD_LAPSED), int(ev.CARD_WITHDRAWN))
    open_: dict[int, Mark] = {}
    marks: list[Mark] = []
    for one in told.chronicle.of(int(ev.CARD_DEALT), *ended):
        card, week = deck[one.subject // KEY_BASE], told.tenure(one.week)
        about = entity_name(told.template.scenario, told.template.index.entity(card.scope, one.subject % KEY_BASE))
        if one.kind == ev.CARD_DEALT:
            open_[one.subject] = Mark(week, "cards", f"{card.title}, {about}")
            continue
        begun = open_.pop(one.subject, None)
        if begun is None:
            continue
        if one.kind == ev.CARD_WITHDRAWN:
            how = "over before anybody answered"
        else:
            how = card.options[one.amount].label + (" (by default)" if one.kind == ev.CARD_LAPSED else "")
        marks.append(Mark(begun.week, "cards", f"{begun.text}: {how}", week, one.kind == ev.CARD_SETTLED))
    return sorted([*marks, *open_.values()], key=lambda mark: mark.week)


def _incidents(told: Told) -> list[Mark]:
    open_: dict[int, Mark] = {}
    marks: list[Mark] = []
    for one in told.chronicle.of(int(ev.INCIDENT_OPENED), int(ev.INCIDENT_MITIGATED)):
        week, line = told.tenure(one.week), told.template.scenario.lines[one.object].name
        if one.kind == ev.INCIDENT_OPENED:
            open_[one.subject] = Mark(week, "incidents", f"{line}: {one.amount / 10:.0f} % of customers")
        elif one.subject in open_:
            begun = open_.pop(one.subject)
            marks.append(Mark(begun.week, "incidents", begun.text, week))
    return sorted([*marks, *open_.values()], key=lambda mark: mark.week)


def _reports(told: Told) -> list[Mark]:
    """What changed in what is reported: restatements, breaks that were found, definitions, audits."""
    sources, marks = told.template.scenario.sources, []
    said = {int(ev.SOURCE_MENDED): "a break was found", int(ev.SOURCE_MIGRATED): "moved to the agreed definition"}
    for one in told.chronicle.of(*said, int(ev.SOURCE_RESTATED)):
        how = said.get(one.kind) or f"restated: it had shown {one.amount / 10:+.0f} %"
        marks.append(Mark(told.tenure(one.week), "reports", f"{sources[one.subject].name}: {how}"))
    marks += [
        Mark(finding.week, "reports", f"Audit of {entity_name(told.template.scenario, finding.target)} told")
        for finding in told.reported.findings
    ]
    return sorted(marks, key=lambda mark: mark.week)


def _prediction(one: PredictionDue) -> Mark:
    name = metrics()[one.metric].name
    text = f"{name} by {one.source}: {one.direction}, {one.band}, by week {one.by}"
    if one.scored:
        text += (
            ": right"
            if one.direction_right and one.band_right
            else ": direction right"
            if one.direction_right
            else ": wrong"
        )
    return Mark(one.given_week, "predictions", text, one.by, one.direction_right is not False, one.because, one.for_)


def _gaps(told: Told) -> list[tuple[int, int, str]]:
    """Weeks that the chronicle lacks: none in a whole log."""
    had = [friday.week for friday in told.chronicle.fridays]
    missing = sorted(set(range(1, told.world_week + 1)) - set(had))
    if not missing:
        return []
    first, last = told.tenure(missing[0]), told.tenure(missing[-1])
    return [(first, last, f"{counted(len(missing), 'week')} missing from the log")]
