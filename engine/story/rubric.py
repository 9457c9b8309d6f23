"""A story marked as an interviewer would mark it: twelve criteria, 0 to 4 each, 0 to 100 in all (domain.md 8).

Marks are given for what the spoken story carries and can back with findings, not for words: a sentence that says a cost
without a cost's number is a sentence without a cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.evidence.findings import Finding
from engine.story.lint import CAUSAL, lint
from engine.story.material import adverse, still
from engine.story.passage import Section, Sentence
from engine.story.tell import Story

WEIGHTS: Final = {1: 8, 2: 12, 3: 10, 4: 8, 5: 8, 6: 10, 7: 14, 8: 8, 9: 8, 10: 6, 11: 4, 12: 4}
TITLES: Final = {
    1: "Situation quantified",
    2: "Governance described",
    3: "Leading and lagging metrics",
    4: "Definition and data quality",
    5: "Intervention concrete and dated",
    6: "Trade-offs and costs",
    7: "Causal evidence",
    8: "Magnitude with uncertainty",
    9: "Customers and strategy",
    10: "Durability and scale",
    11: "Reflection",
    12: "Concision and arc",
}
_BONUS: Final = 5
_PENALTY: Final = 10
_BANDS: Final = ((85, "exceptional"), (70, "strong"), (55, "adequate"), (0, "anecdotal"))


@dataclass(frozen=True)
class Mark:
    """What one criterion got.

    Attributes:
        criterion: 1 to 12.
        title: for people.
        points: 0 to 4.
        missing: what the next point wants; empty at 4.
    """

    criterion: int
    title: str
    points: int
    missing: str


@dataclass(frozen=True)
class Marks:
    """What a story got.

    Attributes:
        score: 0 to 100.
        band: what such a score is called.
        marks: criterion by criterion.
    """

    score: int
    band: str
    marks: tuple[Mark, ...]


class _Heard:
    """What a listener heard: by section, which things were said and what was cited with them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.by: dict[Section, tuple[Sentence, ...]] = {p.section: p.sentences for p in story.spoken}

    def said(self, *marks: str, section: Section | None = None) -> bool:
        """Whether all of these were said."""
        spoken = frozenset().union(*(s.says for s in self._sentences(section)))
        return set(marks) <= spoken

    def cited(self, fits: Callable[[Finding], bool], section: Section | None = None) -> int:
        """How many findings that fit were cited."""
        names = {name for sentence in self._sentences(section) for name in sentence.cites}
        return sum(fits(f) for name in names if (f := self.story.finding(name)) is not None)

    def _sentences(self, section: Section | None) -> list[Sentence]:
        return [s for name, sentences in self.by.items() if section in (None, name) for s in sentences]


def mark(story: Story) -> Marks:
    """Mark a story's spoken length."""
    heard, wrong = _Heard(story), lint(story)
    marks = []
    for criterion, steps in _STEPS.items():
        points, missing = 0, ""
        for wanted, holds in steps:
            if not holds(heard):
                missing = wanted
                break
            points += 1
        marks.append(Mark(criterion, TITLES[criterion], points, missing))
    score = sum(WEIGHTS[m.criterion] * m.points for m in marks) / 4
    volunteered = heard.cited(lambda f: adverse(f) or still(f)) > 0
    contradicted = any("is no number of" in line or "of no finding" in line for line in wrong)
    placebo = story.told.placebo and any(
        CAUSAL.search("".join(p for p in s.text if isinstance(p, str))) for s in story.sentences("spoken")
    )
    score += _BONUS * volunteered - _PENALTY * contradicted - _PENALTY * placebo
    whole = max(0, min(100, round(score)))
    return Marks(whole, next(name for least, name in _BANDS if whole >= least), tuple(marks))


def _elements(heard: _Heard) -> int:
    """How many of cadence, rights, roles and escalation were described, or said to have been left alone."""
    return heard.said("cadence") + sum(
        heard.said(mark) or heard.said(f"{mark}-left") for mark in ("rights", "roles", "escalation")
    )


def _set_up(heard: _Heard) -> int:
    """How many of them were really changed or named."""
    return sum(heard.said(mark) for mark in ("cadence", "rights", "roles", "escalation"))


def _short(heard: _Heard) -> bool:
    return 300 <= sum(s.words for s in heard.story.sentences("spoken")) <= 400


_Step = tuple[str, Callable[[_Heard], bool]]
_STEPS: Final[dict[int, tuple[_Step, ...]]] = {
    1: (
        ("say what was wrong", lambda h: h.said("result", section="situation")),
        ("a number", lambda h: h.cited(lambda f: f.kind in {"baseline", "change"}, "situation") >= 1),
        (
            "two baselines with period and source",
            lambda h: h.cited(lambda f: f.kind in {"baseline", "change"}, "situation") >= 2 and h.said("source"),
        ),
        (
            "how far it swung by itself, and why it mattered",
            lambda h: h.said("wobble") and (h.said("symptom") or h.said("strategy")),
        ),
    ),
    2: (
        ("say that it was governed", lambda h: bool(h.by.get("governance"))),
        ("two of roles, cadence, rights, escalation", lambda h: _elements(h) >= 2),
        ("all four, two of them set up", lambda h: _elements(h) == 4 and _set_up(h) >= 2),
        (
            "what was left alone on purpose, and evidence of use",
            lambda h: (h.said("ungoverned") or _set_up(h) == 4) and h.cited(lambda f: f.kind == "adoption") >= 1,
        ),
    ),
    3: (
        ("a metric", lambda h: h.said("lagging")),
        ("a leading one beside it", lambda h: h.said("leading")),
        ("the lag to expect, or the early sign's own move", lambda h: h.said("lag") or h.said("leading-moved")),
        (
            "named beforehand, with a guardrail",
            lambda h: h.said("guardrail") and (h.said("predeclared") or h.said("fixed")),
        ),
    ),
    4: (
        ("say what was counted", lambda h: h.said("definition")),
        ("the source", lambda h: h.said("source", section="metrics")),
        ("how late it is", lambda h: h.said("data-lag")),
        (
            "a disagreement between sources that was found",
            lambda h: h.said("disagreement", section="metrics") or h.said("audit", section="metrics"),
        ),
    ),
    5: (
        ("name it", lambda h: bool(h.by.get("action"))),
        ("a date and a scope", lambda h: h.said("dated", "scope") and h.cited(lambda f: f.kind == "event") >= 1),
        ("your own part", lambda h: h.said("role")),
        ("why that first", lambda h: h.said("why")),
    ),
    6: (
        ("a cost", lambda h: bool(h.by.get("cost"))),
        ("a number of it", lambda h: h.cited(lambda f: f.kind == "cost" or f.metric == "gov.hours", "cost") >= 1),
        ("hours or capital", lambda h: h.said("hours")),
        ("what got worse", lambda h: h.cited(lambda f: adverse(f) or still(f), "cost") >= 1),
    ),
    7: (
        (
            "do not pass a before and after off as a cause",
            lambda h: not any("word of cause" in w for w in lint(h.story)),
        ),
        ("before and after, with its rivals", lambda h: h.said("rivals") and h.said("base")),
        (
            "a comparison that could be made at the time",
            lambda h: h.cited(lambda f: f.kind == "effect" and f.known_then and f.interval is not None) >= 1,
        ),
        ("what it cannot show", lambda h: h.said("cannot-show")),
    ),
    8: (
        ("a size", lambda h: h.said("result")),
        ("relative to a base and a period", lambda h: h.said("base", "period")),
        (
            "absolute and relative, with a range",
            lambda h: h.said("relative") and h.cited(lambda f: f.kind == "effect" and f.interval is not None) >= 1,
        ),
        ("what it is worth to customers", lambda h: h.said("customer")),
    ),
    9: (
        ("a customer's number", lambda h: h.said("customer") or h.said("cohort-lag")),
        ("name it", lambda h: h.said("customer")),
        ("how it moved", lambda h: h.cited(_customer) >= 1),
        ("that renewals lag", lambda h: h.said("cohort-lag")),
    ),
    10: (
        ("say what lasted", lambda h: h.said("durability") or h.said("usage")),
        ("a quarter or more afterwards", lambda h: h.said("durability")),
        ("its number", lambda h: h.cited(lambda f: f.kind == "durability") >= 1),
        ("how far the practice was really in use", lambda h: h.cited(lambda f: f.kind == "adoption") >= 1),
    ),
    11: (
        ("a lesson", lambda h: h.said("lesson")),
        ("what you would do", lambda h: h.said("lesson", section="reflection")),
        ("its expected effect", lambda h: h.said("re-run") or h.said("counterfactual")),
        ("tested by a re-run", lambda h: h.said("re-run")),
    ),
    12: (
        ("an arc", lambda h: len(h.by) == 8),
        ("three hundred to four hundred words", _short),
        ("result first", lambda h: h.story.spoken[0].sentences[0].says >= {"result"}),
        ("nothing that the lint finds", lambda h: not lint(h.story)),
    ),
}


def _customer(finding: Finding) -> bool:
    return finding.metric.startswith("cust.") or finding.metric == "rel.harm"
