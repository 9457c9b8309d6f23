"""How weeks, numbers, units and names are said: the same everywhere in a story."""

from __future__ import annotations

from engine.evidence.findings import Finding
from engine.evidence.numbers import plain
from engine.evidence.windows import Window
from engine.story.material import Material
from engine.story.page import HARD, Slot, Text, fill, name, run, words
from sim.metric import Metric
from sim.metrics import metrics


def weeks(told: Material, window: Window) -> Text:
    """A window as players count it."""
    if not window.weeks:
        return words("no weeks")
    first, last = (told.calendar.tenure_week(week) for week in (window.first_week, window.last_week))
    return fill("weeks{gap}{first} to{gap}{last}", gap=HARD, first=week(first), last=week(last))


def week(number: int) -> Slot:
    """A tenure week, with a true minus where it lies before the player's first."""
    return run(plain(number, 0))


def metric_of(finding: Finding) -> Metric:
    """What a finding is about."""
    return metrics()[finding.metric]


def called(metric: Metric | Finding) -> Text:
    """A metric within a sentence."""
    label = metric.name
    if len(label) > 1 and not label[1].isupper():
        label = label[0].lower() + label[1:]
    return words(name(label, 60))


def unit(finding: Finding) -> Text:
    """The unit after a number, as it is said aloud; of a difference where the finding is one."""
    return words(HARD + spoken_unit(finding.unit))


def level_unit(finding: Finding) -> Text:
    """The unit of the levels that a difference lies between."""
    metric = metrics().get(finding.metric)
    return words(HARD + spoken_unit(metric.unit if metric else finding.unit))


def spoken_unit(unit: str) -> str:
    """A unit without abbreviations that nobody says."""
    said = unit.replace("items/wk", "items a week").replace("customer-h/wk", "customer-hours a week")
    said = said.replace("h/person-wk", "hours a person and week").replace("points/wk", "points a week")
    said = said.replace("accounts/wk", "accounts a week").replace("thousand/wk", "thousand a week")
    said = said.replace("items/maker", "items a person").replace("items/release", "items a release")
    said = said.replace("/wk", "a week").replace("coefficient of variation", "of the mean")
    return {"h": "hours", "share": "as a share"}.get(said, said)


def value(finding: Finding, *, signed: bool = False) -> Slot:
    """The finding's own number."""
    return number(finding, finding.value, signed=signed)


def number(finding: Finding, amount: float, decimals: int | None = None, *, signed: bool = False) -> Slot:
    """A number of a finding: its value, or one of its details."""
    places = finding.decimals if decimals is None else decimals
    return Slot(plain(amount, places, signed=signed), "finding", finding.id)


def level(finding: Finding, which: str) -> Slot:
    """One of the levels that a change lies between, in the metric's own places."""
    metric = metrics().get(finding.metric)
    found = finding.details[which]
    amount = found["value"] if isinstance(found, dict) else found
    return number(finding, amount, metric.decimals if metric else None)


def interval(finding: Finding) -> Text:
    """An interval in brackets, both ends."""
    assert finding.interval is not None, finding.metric
    low, high = (number(finding, end) for end in finding.interval)
    return fill("({low}{gap}to{gap}{high})", low=low, high=high, gap=HARD)


def went(finding: Finding) -> str:
    """What a change did."""
    return "fell" if finding.value < 0 else "rose"


def size(finding: Finding, *, signed: bool = False) -> Slot:
    """The number without its sign."""
    return number(finding, finding.value if signed else abs(finding.value), signed=signed)


def label(told: Material, finding: Finding, *, inside: bool = False) -> Text:
    """What a finding is about, with people, teams and lines by their names.

    Args:
        told: the story's material.
        finding: of a metric, or of somebody who lost.
        inside: whether it stands within a sentence.
    """
    said = finding.name
    who = finding.details.get("who")
    if isinstance(who, str):
        for known in (*told.scenario.sponsors, *told.scenario.teams, *told.scenario.lines):
            if known.id == who:
                said = said.replace(who, known.name)
    if inside and not said[1:2].isupper():
        said = said[0].lower() + said[1:]
    return words(name(said, 70))


def sponsor(told: Material, person: object) -> Text | None:
    """A stakeholder's name, as the scenario has it."""
    found = next((s.name for s in told.scenario.sponsors if s.id == person), None)
    return None if found is None else words(name(found, 40))


def counted(amount: int, noun: str) -> Text:
    """A count with its noun: one week, several weeks."""
    return words(run(f"{amount:,}"), HARD + noun + ("" if amount == 1 else "s"))


def listed(texts: list[Text], last: str = " and ") -> Text:
    """Texts as a list within a sentence."""
    if not texts:
        return ()
    whole: list[str | Slot | Text] = [texts[0]]
    for n, text in enumerate(texts[1:], 2):
        whole += [last if n == len(texts) else ", ", text]
    return words(*whole)
