"""How weeks, values, differences and intervals are said: the same everywhere in a story."""

from __future__ import annotations

from engine.evidence import Finding, Reading, Window
from engine.evidence.numbers import plain
from engine.story.facts import Facts
from engine.story.page import HARD, Slot, Text, fill, run, words
from sim.metric import Metric


def weeks(facts: Facts, window: Window) -> Text:
    """A window as logs and as players count it."""
    if not window.weeks:
        return words("no weeks")
    calendar = facts.given.about.calendar(facts.given.factual.weeks)
    first, last = (minus(calendar.tenure_week(week)) for week in (window.first_week, window.last_week))
    return fill(
        "world weeks{gap}{a}–{b} (tenure weeks{gap}{first} to{gap}{last})",
        gap=HARD,
        a=run(window.first_week),
        b=run(window.last_week),
        first=run(first),
        last=run(last),
    )


def minus(week: int) -> str:
    """A week, with a true minus where it lies before the player's first."""
    return plain(week, 0)


def unit(name: str, gap: str = HARD) -> str:
    """A unit after its number, on the same line."""
    return gap + name.replace(" ", HARD)


def value(reading: Reading, metric: Metric, finding: Finding) -> Slot:
    """A reading that a finding cites."""
    assert reading.value is not None
    return Slot(plain(reading.value, metric.decimals), "finding", finding.id)


def shown(reading: Reading, finding: Finding | None, metric: Metric) -> Slot:
    """A reading in a table: in brackets where it has too few events, "none" where there is nothing to divide by.

    Args:
        reading: before, after or twin.
        finding: which finding has its number; without one it is shown and not cited.
        metric: what is measured.
    """
    if reading.value is None:
        return Slot("none", "few")
    text = plain(reading.value, metric.decimals)
    if not reading.citable:
        return Slot(f"({text})", "few")
    return Slot(text, "finding", finding.id) if finding else Slot(text, "few")


def signed(finding: Finding) -> Slot:
    """A difference, with its sign."""
    return Slot(plain(finding.value, finding.decimals, signed=True), "finding", finding.id)


def end(finding: Finding, which: int) -> Slot:
    """The lower (0) or upper (1) end of an interval."""
    assert finding.interval is not None, finding.scope
    return Slot(plain(finding.interval[which], finding.decimals), "finding", finding.id)
