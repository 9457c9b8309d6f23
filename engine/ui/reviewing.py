"""The first two steps of the quarterly review, and what a command costs in a line."""

from __future__ import annotations

from engine.play.messages import Preview
from engine.ui import texts
from engine.ui.formats import number
from engine.ui.widget import Widget
from engine.ui.widgets.panels import Nothing, Panel, Sheet
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label
from engine.views.moments import PredictionDue, PromiseRow, Review
from sim.metrics import metrics

say = texts.say


def predictions(shown: Review) -> list[Widget]:
    """What was predicted, and how it came out."""
    if not shown.predictions:
        return [Sheet(Nothing(say("review.no_predictions"), icon="target"))]
    columns = [
        Column(say("review.about"), share=1.0, cuts=True),
        Column(say("review.said")),
        Column(say("review.due"), "right"),
        Column(say("review.was"), "right"),
        Column(say("review.is"), "right"),
        Column(say("review.result")),
    ]
    rows = [_prediction(one, shown.week) for one in shown.predictions]
    due = [one for one in shown.predictions if one.scored]
    right = sum(bool(one.direction_right and one.band_right) for one in due)
    facts = say("review.scored", right=right, count=len(due)) if due else say("review.none_due")
    because = [
        Label(say("review.because", metric=metrics()[one.metric].name, because=one.because), "body", "muted")
        for one in shown.predictions
        if one.because
    ]
    return [Panel(say("review.step_1"), Table(columns, rows, chooses=False), *because, aside=facts, icon="target")]


def _prediction(one: PredictionDue, week: int) -> list[str]:
    metric = metrics()[one.metric]
    if one.scored:
        both = one.direction_right and one.band_right
        result = say("review.right" if both else "review.half" if one.direction_right else "review.wrong")
    else:
        result = say("review.unreported") if one.by < week else say("review.open", week=one.by)
    before, after = ("–" if value is None else number(value, metric.decimals) for value in (one.before, one.after))
    about = say("review.metric", metric=metric.name, source=one.source)
    return [
        about,
        say(f"review.{one.direction}", band=say(f"review.{one.band}")),
        str(one.by),
        before,
        after,
        result,
    ]


def promises(shown: Review) -> list[Widget]:
    """Dates that were promised, kept and missed."""
    names = ("line", "kept", "missed", "rate", "open_items", "p50", "p80")
    columns = [
        Column(say(f"review.{name}"), "left" if n == 0 else "right", 1.0 if n == 0 else 0.0)
        for n, name in enumerate(names)
    ]
    rows = [_promise(one) for one in shown.promises]
    if not any(one.kept or one.missed for one in shown.promises):
        words = say("review.nothing_due")
    else:
        words = say("review.promises_note")
    table = Table(columns, rows, chooses=False)
    return [Panel(say("review.step_2"), table, Label(words, "body", "muted"), icon="calendar-clock")]


def _promise(one: PromiseRow) -> list[str]:
    whole = one.kept + one.missed
    rate = f"{100 * one.kept / whole:.0f} %" if whole else "–"
    dates = ["–" if days is None else say("review.days", days=days) for days in (one.p50_days, one.p80_days)]
    return [one.name, str(one.kept), str(one.missed), rate, str(one.open), *dates]


def priced(preview: Preview) -> str:
    """What a command costs, in a line; or why it is not possible."""
    if not preview.possible:
        return preview.refusal
    parts = []
    if preview.capital:
        parts.append(say("review.cost_capital", points=f"{preview.capital:g}"))
    if preview.hours:
        parts.append(say("review.cost_hours", hours=f"{preview.hours:g}"))
    if preview.org_hours:
        parts.append(say("review.cost_org", hours=number(preview.org_hours, 0)))
    return ", ".join(parts) or say("review.cost_none")
