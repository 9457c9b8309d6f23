"""The sections of the first story, in order. Words are here; every number comes from `Facts`."""

from __future__ import annotations

from engine.evidence import Carrier, Comparison, Finding, reference
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import plain, rough
from engine.story.facts import Facts
from engine.story.page import (
    HARD,
    Block,
    Heading,
    Paragraph,
    Points,
    Slot,
    Table,
    Text,
    fill,
    join,
    name,
    run,
    words,
)
from engine.story.phrases import end, minus, shown, signed, unit, value, weeks
from sim.events import COLUMNS

_READS = {"no clear direction": "–", "no clear difference": "not clear"}  # in tables
_OUTCOMES = {"accepted": "accepted", "refused": "refused", "dropped": "dropped after weeks of refusals"}
_MOST_DEEDS = 40
_MOST_BASELINES = 6
_CHANGE = "before and after"


def headline(facts: Facts) -> list[Block]:
    """Result and base first, then what it is not."""
    about, primary = facts.given.about, facts.primary
    title = words(name(about.title, 60), ": with the commands, and without them")
    blocks: list[Block] = [Heading(title, 1), Heading(words("Headline"))]
    if primary is None:
        text = fill("No metric has enough events in its windows to be told. This story makes no claim.")
        return [*blocks, Paragraph(text)]
    compared, effect = facts.comparisons[primary], facts.effect(primary)
    assert effect is not None
    metric = compared.metric
    change = facts.get("change", primary, _CHANGE)
    if change is not None and change.value == 0:
        result = fill(
            "{name} stands at {after}{unit}, as it did before the first command.",
            name=words(metric.name),
            after=value(compared.after, metric, change),
            unit=unit(metric.unit),
        )
    elif change is not None:
        result = fill(
            "{name} went from {before} to {after}{unit}.",
            name=words(metric.name),
            before=value(compared.before, metric, change),
            after=value(compared.after, metric, change),
            unit=unit(metric.unit),
        )
    else:
        result = fill(
            "{name} stands at {after}{unit}; before the first command there is too little to compare it with.",
            name=words(metric.name),
            after=value(compared.after, metric, effect),
            unit=unit(metric.unit),
        )
    return [
        *blocks,
        Paragraph(words(result, " ", _against_twin(facts, compared, effect))),
        Paragraph(_elsewhere(facts)),
    ]


def _against_twin(facts: Facts, compared: Comparison, effect: Finding) -> Text:
    metric = compared.metric
    if effect.value == 0:
        return fill(
            "In the same world without any command it stands at {twin} too: the commands changed nothing here. {ref}",
            twin=value(compared.twin, metric, effect),
            ref=facts.refer(effect),
        )
    return fill(
        "In the same world without any command it stands at {twin}: the difference is {effect}{unit}, {direction}. "
        "That is exact for this one world. {ref}",
        twin=value(compared.twin, metric, effect),
        effect=signed(effect),
        unit=unit(effect.unit),
        direction=words(effect.direction),
        ref=facts.refer(effect),
    )


def _elsewhere(facts: Facts) -> Text:
    """The headline's effect across other worlds, or that it is not known."""
    chosen = " The headline is the metric the scenario is about, not the largest number."
    if facts.given.primary is not None:
        chosen = " The headline is the metric that was named before the first command, not the largest number."
    panel, primary = facts.given.panel, facts.primary
    if panel is None:
        return words("What the same commands do in other worlds was not measured.", chosen)
    finding = facts.get("effect", primary or "", "paired t")
    if finding is None:
        return words("Across other worlds there is too little of it to be told.", chosen)
    seen = {"better": "clearly better", "worse": "clearly worse", "same": "no difference at all"}.get(
        finding.direction, finding.direction
    )
    return words(
        fill(
            "Across {n} other worlds the plan moves it by {mean}{unit} on average ({low}{gap}to{gap}{high}): {seen}. "
            "{ref}",
            n=run(len(panel.seeds)),
            mean=signed(finding),
            unit=unit(finding.unit),
            low=end(finding, 0),
            high=end(finding, 1),
            gap=HARD,
            seen=words(seen),
            ref=facts.refer(finding),
        ),
        chosen,
    )


def situation(facts: Facts) -> list[Block]:
    """What people said, and what the log says of the weeks before the first command."""
    about, windows = facts.given.about, facts.windows
    blocks: list[Block] = [Heading(words("Situation"))]
    if about.symptom.strip():
        blocks.append(Paragraph(fill('What people said: "{symptom}"', symptom=name(about.symptom, 400))))
    items: list[Text] = []
    order = sorted(facts.comparisons, key=lambda metric_id: metric_id != facts.primary)
    for metric_id in order:
        compared, finding = facts.comparisons[metric_id], facts.get("baseline", metric_id, "fold")
        if finding is not None and len(items) < _MOST_BASELINES:
            items.append(
                fill(
                    "{name}: {value}{unit}. {says} {ref}",
                    name=words(compared.metric.name),
                    value=value(compared.before, compared.metric, finding),
                    unit=unit(compared.metric.unit),
                    says=name(compared.metric.definition),
                    ref=facts.refer(finding),
                )
            )
    if not items:
        text = fill("Before the first command there are too few weeks, or too few events, for a baseline.")
        return [*blocks, Paragraph(text)]
    intro = fill("Before the first command, {weeks}. The rest is in the table.", weeks=weeks(facts, windows.before))
    return [*blocks, Points(intro, tuple(items))]


def deeds(facts: Facts) -> list[Block]:
    """Every command, its week, and what became of it."""
    given, calendar = facts.given, facts.given.about.calendar(facts.given.factual.weeks)
    blocks: list[Block] = [Heading(words("What was done"))]
    if not given.deeds:
        return [*blocks, Paragraph(fill("No command was given. Every difference from the twin is zero."))]
    counts = {outcome: sum(deed.outcome == outcome for deed in given.deeds) for outcome in _OUTCOMES}
    intro = fill(
        "Commands: {all} given, {accepted} accepted, {refused} refused, {dropped} dropped{plan}.",
        all=run(len(given.deeds)),
        accepted=run(counts["accepted"]),
        refused=run(counts["refused"]),
        dropped=run(counts["dropped"]),
        plan=fill('; the plan is called "{plan}"', plan=name(given.plan, 80)) if given.plan else "",
    )
    items = []
    for deed in given.deeds[:_MOST_DEEDS]:
        place = "" if deed.frame is None else fill(", log frame {frame}", frame=run(f"#{deed.frame}"))
        items.append(
            fill(
                "Tenure week {week}: {what}. For {tag}; {outcome}{reason}{place}.",
                week=run(minus(calendar.tenure_week(deed.week))),
                what=name(deed.what, 160),
                tag=name(deed.for_, 60),
                outcome=words(_OUTCOMES[deed.outcome]),
                reason=fill(": {reason}", reason=name(deed.reason.rstrip(". "), 200)) if deed.reason else "",
                place=place,
            )
        )
    if len(given.deeds) > _MOST_DEEDS:
        items.append(fill("And {n} more.", n=run(len(given.deeds) - _MOST_DEEDS)))
    return [*blocks, Points(intro, tuple(items))]


def table(facts: Facts) -> list[Block]:
    """Before, after, twin, and the difference, of every metric."""
    rows = []
    unknown: list[Text] = []
    for metric_id, compared in facts.comparisons.items():
        metric, effect = compared.metric, facts.effect(metric_id)
        readings = [compared.before, compared.after, compared.twin]
        behind = (facts.get("baseline", metric_id, "fold"), effect or facts.get("change", metric_id, _CHANGE), effect)
        values = [words(shown(*pair, metric)) for pair in zip(readings, behind, strict=True)]
        reads = words(_READS.get(effect.direction, effect.direction) if effect else "too few")
        if any(reading.state == "empty" for reading in readings[1:]):
            reads = words("no value")
        reasons = {reading.reason for reading in readings if reading.state == "empty"}
        if reasons:
            unknown.append(words(metric.name, " (", ", ".join(sorted(reasons)), ")"))
        label = words(metric.name, ",", unit(telling().unit(metric.unit), " "))
        rows.append(
            (
                label,
                *values,
                words(signed(effect)) if effect else words("–"),
                reads,
                words(facts.refer(effect)) if effect else words("–"),
            )
        )
    caption = fill(
        "Before is {before}; after and twin are {after}. Effect is after less twin; – reads neither better "
        "nor worse. Values in brackets have too few events behind them: shown, never cited.",
        before=weeks(facts, facts.windows.before),
        after=weeks(facts, facts.windows.after),
    )
    if unknown:
        caption = words(caption, " No value, which is not zero: ", join(unknown), ".")
    head = ("Metric", "Before", "After", "Twin", "Effect", "Reads", "Ref")
    return [Heading(words("Before, after, and the same world without the commands")), Table(head, tuple(rows), caption)]


def carried(facts: Facts) -> list[Block]:
    """The events behind each difference, and what changed one step upstream."""
    items, still = [], []
    for compared, effect in facts.effects():
        if effect.value == 0:
            still.append(words(compared.metric.name))
        else:
            items.append(_carried_by(facts, compared, effect))
    blocks: list[Block] = [Heading(words("What carried it"))]
    if not items:
        return [
            *blocks,
            Paragraph(fill("No metric that may be cited differs from the twin: nothing carried anything.")),
        ]
    intro = fill(
        "Each difference with the events it is folded from, over {weeks}, and the events one step upstream that "
        "changed with it. How much each of them caused is not claimed.",
        weeks=weeks(facts, facts.windows.after),
    )
    if still:
        items.append(words("Not different at all: ", join(still, ", "), "."))
    return [*blocks, Points(intro, tuple(items))]


def _carried_by(facts: Facts, compared: Comparison, effect: Finding) -> Text:
    metric = compared.metric
    moved = fill(
        "{name} {before} → {after}{unit}; twin{gap}{twin}. Carried by {carriers}. {ref}",
        name=words(metric.name),
        before=words(shown(compared.before, facts.get("baseline", metric.id, "fold"), metric)),
        after=value(compared.after, metric, effect),
        unit=unit(metric.unit),
        gap=HARD,
        twin=value(compared.twin, metric, effect),
        carriers=join(_carrier(carrier, effect) for carrier in _distinct(compared.carriers)),
        ref=facts.refer(effect),
    )
    lengths = (facts.windows.before.weeks, facts.windows.after.weeks, facts.windows.after.weeks)
    changed = [_upstream(c, lengths, effect) for c in compared.upstream if _changed(c, lengths)]
    same = [words(c.name) for c in compared.upstream if not _changed(c, lengths)]
    if changed:
        moved = words(moved, " Changed with it: ", join(changed), ".")
    if same:
        moved = words(moved, " As in the twin: ", join(dict.fromkeys(same), ", "), ".")
    return moved


def _distinct(carriers: tuple[Carrier, ...]) -> list[Carrier]:
    """One entry for each kind of event; where its amounts matter anywhere in the ratio, they are shown."""
    chosen: dict[int, Carrier] = {}
    for carrier in carriers:
        if carrier.kind not in chosen or carrier.of == "total":
            chosen[carrier.kind] = carrier
    return list(chosen.values())


def _carrier(carrier: Carrier, effect: Finding) -> Text:
    def slot(number: int) -> Slot:
        return Slot(plain(number, 0), "finding", effect.id)

    text = fill(
        "{event}{gap}{n} (twin{gap}{twin})",
        event=name(carrier.name),
        gap=HARD,
        n=slot(carrier.counts[1]),
        twin=slot(carrier.counts[2]),
    )
    if carrier.of == "total":
        text = words(
            text,
            fill(
                ", its {what} {n} (twin{gap}{twin})",
                what=name(COLUMNS[carrier.kind].amount),
                gap=HARD,
                n=slot(carrier.totals[1]),
                twin=slot(carrier.totals[2]),
            ),
        )
    place = reference(carrier.span)
    return words(text, " ", run(place)) if place else text


def _changed(carrier: Carrier, lengths: tuple[int, int, int]) -> bool:
    """Whether an upstream event differs from the twin as it is shown."""
    _, after, twin = (rough(rate) for rate in carrier.rates(lengths))
    return after != twin


def _upstream(carrier: Carrier, lengths: tuple[int, int, int], effect: Finding) -> Text:
    assert carrier.upstream is not None
    before, after, twin = (Slot(rough(rate), "finding", effect.id) for rate in carrier.rates(lengths))
    return fill(
        "{event}, {says}: {before} → {after}{gap}{unit} (twin{gap}{twin})",
        event=name(carrier.name),
        says=words(carrier.upstream.says),
        before=before,
        after=after,
        twin=twin,
        gap=HARD,
        unit=words(carrier.upstream.unit.replace(" ", HARD)),
    )


def elsewhere(facts: Facts) -> list[Block]:
    """Expected effects over other worlds, where they were run."""
    panel = facts.given.panel
    blocks: list[Block] = [Heading(words("Across other worlds"))]
    if panel is None:
        text = fill("Not measured. Everything here is one world; what the plan does on average is not known from it.")
        return [*blocks, Paragraph(text)]
    rows = []
    for metric_id, estimate in facts.estimates.items():
        metric, finding = estimate.metric, facts.get("effect", metric_id, "paired t")
        if finding is None or finding.interval is None:
            continue
        helped = "–" if estimate.better is None else run(f"{estimate.better}/{estimate.compared}")
        rows.append(
            (
                words(metric.name, ",", unit(telling().unit(metric.unit), " ")),
                words(signed(finding)),
                fill("{low} to {high}", low=end(finding, 0), high=end(finding, 1)),
                words(helped),
                words(_READS.get(finding.direction, finding.direction)),
                words(facts.refer(finding)),
            )
        )
    if not rows:
        return [*blocks, Paragraph(fill("There is too little in {n} other worlds.", n=run(len(panel.seeds))))]
    order = {words(facts.comparisons[m].metric.name): place for place, m in enumerate(facts.comparisons)}
    rows.sort(key=lambda row: order.get(row[0][:1], len(order)))
    caption = fill(
        "Mean of plan less twin over {n} worlds of other seeds, {level} % paired-t interval, and in how many worlds it "
        "got better. The played seed is not among them. Commands that were impossible count as not given.",
        n=run(len(panel.seeds)),
        level=run(95),
    )
    head = ("Metric", "Mean", "Interval", "Better in", "Reads", "Ref")
    return [*blocks, Table(head, tuple(rows), caption)]
