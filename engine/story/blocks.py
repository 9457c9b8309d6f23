"""A story as a page: headings, paragraphs with references, tables, figures, and the findings that it cites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.evidence.findings import ONE_WORLD, Finding
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import plain
from engine.story.material import clear, whole
from engine.story.page import (
    HARD,
    Block,
    Figure,
    Heading,
    Paragraph,
    Part,
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
from engine.story.passage import SECTIONS, Sentence
from engine.story.phrases import label, number, weeks
from engine.story.tell import Length, Story
from sim.metrics import metrics

TITLES: Final = {
    "situation": "Situation", "governance": "Governance", "metrics": "Metrics", "action": "Action", "cost": "Cost",
    "result": "Result", "limits": "Limits", "reflection": "Reflection",
}  # fmt: skip
PARTS: Final = ("headline", *SECTIONS, "charts", "table", "elsewhere", "harms", "receipts", "artefacts")
"""What a page is made of."""
_READS: Final = {"no clear direction": "–", "no clear difference": "not clear"}
FIGURES: Final = (
    ("series", "Before, after, and the same world without me"),
    ("worlds", "The same plan in other worlds"),
    ("attribution", "What each intervention did"),
    ("luck", "Skill and luck"),
    ("report-card", "What each way of looking would have said"),
    ("costs", "What it cost"),
)


class References:
    """Findings numbered by first mention."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.order: list[str] = []

    def mark(self, finding_id: str) -> Slot:
        """A reference to a finding."""
        if finding_id not in self.order:
            self.order.append(finding_id)
        return Slot(f"[{self.order.index(finding_id) + 1}]", "ref", finding_id)

    def sentence(self, sentence: Sentence) -> Text:
        """A sentence with references to what it cites."""
        return words(sentence.text, *(self.mark(name) for name in sentence.cites))

    def paragraph(self, sentences: Iterable[Sentence]) -> Paragraph:
        """Sentences in a row, with references."""
        return Paragraph(join((self.sentence(sentence) for sentence in sentences), " "))


def blocks(story: Story, length: Length, figures: dict[str, str] | None = None) -> tuple[Block, ...]:
    """A story of some length as blocks.

    Args:
        story: what is told.
        length: how much of it.
        figures: charts that there are, by key, each with nothing; or the reason why there is none. None shows none.
    """
    refs = References(story)
    page: list[Block] = [Heading(story.title, 1)]
    if length == "headline":
        page.append(refs.paragraph(story.headline))
        return (*page, *receipts(story, refs, length))
    if length == "page":
        page += [Heading(words("Headline")), refs.paragraph(story.headline)]
    for passage in story.spoken if length == "spoken" else story.page:
        page += [Heading(words(TITLES[passage.section])), refs.paragraph(passage.sentences)]
        if length == "page" and passage.section == "reflection":
            page += _figures(figures)
            page += [*_twin_table(story, refs), *_other_worlds(story, refs)]
    if length == "page":
        page += _negatives(story, refs)
    return (*page, *receipts(story, refs, length))


def _figures(figures: dict[str, str] | None) -> list[Block]:
    if figures is None:
        return []
    found: list[Block] = [Heading(words("Charts"))]
    for key, title in FIGURES:
        why = figures.get(key, "")
        caption = words(name(why, 400)) if why else words("")
        found.append(Figure(key, words(title), caption))
    return found


# --- tables -----------------------------------------------------------------------------------------------------------
def _twin_table(story: Story, refs: References) -> list[Block]:
    """Before, after, twin, and the difference, of every metric."""
    rows: list[tuple[Text, ...]] = []
    unknown: list[Text] = []
    for metric_id, entry in story.told.table("twin").get("metrics", {}).items():
        metric, effect = metrics()[metric_id], story.told.twin(metric_id)
        readings = [entry[moment] for moment in ("before", "after", "twin")]
        if any(reading["state"] == "empty" for reading in readings):
            unknown.append(words(metric.name))
            continue
        behind = (story.told.one("baseline", metric_id), story.told.change(metric_id) or effect, effect)
        values = [_cell(reading, metric.decimals, finding) for reading, finding in zip(readings, behind, strict=True)]
        reads = _READS.get(effect.direction, effect.direction) if effect else "too few"
        difference: Part = number(effect, effect.value, signed=True) if effect else "–"
        rows.append(
            (
                words(metric.name, ", ", telling().unit(metric.unit)),
                *(words(value) for value in values),
                words(difference),
                words(reads),
                words(refs.mark(effect.id) if effect else "–"),
            )
        )
    if not rows:
        return []
    caption = fill(
        "Before is {before}; after and twin are {after}. Effect is after less twin, exact for this one world and shown "
        "only by the replay; – reads neither better nor worse. Values in brackets have too few events behind them: "
        "shown, never cited.",
        before=weeks(story.told, story.windows.before),
        after=weeks(story.told, story.windows.after),
    )
    if unknown:
        caption = words(caption, " No value, which is not zero: ", join(unknown), ".")
    head = ("Metric", "Before", "After", "Twin", "Effect", "Reads", "Ref")
    return [Heading(words("Before, after, and the same world without me")), Table(head, tuple(rows), caption)]


def _cell(reading: dict[str, object], decimals: int, finding: Finding | None) -> Slot:
    value = reading["value"]
    assert isinstance(value, int | float)
    text = plain(value, decimals)
    if reading["state"] != "ok" or finding is None:
        return Slot(f"({text})", "few")
    return Slot(text, "finding", finding.id)


def _other_worlds(story: Story, refs: References) -> list[Block]:
    """Expected effects over other worlds, where they were run."""
    rows: list[tuple[Text, ...]] = []
    worlds = 0
    for finding in story.told.of("effect", method="paired t"):
        if finding.interval is None or not whole(finding):
            continue
        worlds = max(worlds, len(finding.seeds))
        low, high = (number(finding, end) for end in finding.interval)
        better = finding.details.get("better")
        helped = "–" if better is None else run(f"{better}/{finding.details.get('compared')}")
        rows.append(
            (
                words(name(finding.name), ", ", name(telling().unit(finding.unit))),
                words(number(finding, finding.value, signed=True)),
                fill("{low} to {high}", low=low, high=high),
                words(helped),
                words(_READS.get(finding.direction, finding.direction)),
                words(refs.mark(finding.id)),
            )
        )
    heading = Heading(words("Across other worlds"))
    if not rows:
        why = story.told.notes("elsewhere")
        text = "Not measured{why}. Everything here is one world; what the plan does on average is not known from it."
        return [heading, Paragraph(fill(text, why=words(": ", name(why[0], 120)) if why else ""))]
    caption = fill(
        "Mean of plan less twin over {n} worlds of other seeds, {level} % paired-t interval, and in how many worlds it "
        "got better. The played seed is not among them. Commands that were impossible there count as not given.",
        n=run(worlds),
        level=run(95),
    )
    head = ("Metric", "Mean", "Interval", "Better in", "Reads", "Ref")
    return [heading, Table(head, tuple(rows), caption)]


def _negatives(story: Story, refs: References) -> list[Block]:
    """Everything that got worse or was not shown to move, in one line each."""
    found: list[Block] = [Heading(words("What got worse, and what did not move"))]
    if not story.chosen.harms and not story.chosen.nulls:
        text = "Not known. No metric has enough events to say that it got worse, or that it did not."
        return [*found, Paragraph(fill(text))]
    for intro, listed in (
        ("Worse, clear or not, the worst first.", story.chosen.harms),
        ("Not shown to move.", story.chosen.nulls),
    ):
        if listed:
            found.append(Points(words(intro), tuple(_line(finding, refs) for finding in listed)))
    return found


def _line(finding: Finding, refs: References) -> Text:
    told = refs.story.told
    said = fill(
        "{name}{whose}: {value}{gap}{unit}",
        name=label(told, finding),
        whose=words(", for ", name(finding.for_, 40)) if finding.for_ != "plan" else (),
        value=number(finding, finding.value, signed=True),
        unit=words(finding.unit.replace(" ", HARD))
        if not any(c.isdigit() for c in finding.unit)
        else words(name(finding.unit)),
        gap=HARD,
    )
    if finding.interval is not None:
        low, high = (number(finding, end) for end in finding.interval)
        sure = "clear" if clear(finding) else "not clear" if any(finding.interval) else "no difference at all"
        said = words(said, fill(" ({low} to {high}), {sure}", low=low, high=high, sure=words(sure)))
    where = "this one world" if finding.scope == ONE_WORLD else "other worlds"
    return words(said, ", in ", where, ". ", refs.mark(finding.id))


# --- receipts ---------------------------------------------------------------------------------------------------------
def receipts(story: Story, refs: References, length: Length) -> list[Block]:
    """Which findings were told, and where in the log each has its numbers."""
    given = story.run
    intro = words(
        story.receipt(length),
        fill(
            " {scenario}, version {version}, seed {seed}, rules {rules}, kernel {kernel}, log {log}.",
            scenario=name(given.scenario, 60),
            version=run(given.scenario_version),
            seed=run(given.seed),
            rules=run(given.rules_version),
            kernel=name(given.kernel[:8] or "unknown", 8),
            log=name(given.chain[:8] or "unknown", 8),
        ),
    )
    items = []
    for finding_id in refs.order:
        finding = story.finding(finding_id)
        if finding is None:
            continue
        items.append(
            fill(
                "{ref} {id} {kind} {metric} ({method}){evidence}",
                ref=refs.mark(finding_id),
                id=Slot(finding.id, "id", finding.id),
                kind=words(finding.kind),
                metric=name(finding.metric),
                method=words(finding.method),
                evidence=fill(" {evidence}", evidence=run(" ".join(finding.evidence))) if finding.evidence else "",
            )
        )
    return [Heading(words("Receipts")), Points(intro, tuple(items))]
