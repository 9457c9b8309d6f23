"""What a story may claim: effects that were known then, told as caused only where nothing known since denies them."""

from __future__ import annotations

from typing import Final

from engine.evidence.findings import Finding
from engine.story.material import Material, adverse, clear
from engine.story.page import Part, Text, fill, name, words
from engine.story.passage import Sentence, say
from engine.story.phrases import called, interval, metric_of, unit, value


def estimate(told: Material, finding: Finding) -> Sentence:
    """A known-then effect: claimed where it is clear, good and not contradicted; otherwise reported as it is.

    Only here does a story use a word of cause.
    """
    comparison = words(
        name(finding.details.get("comparison") or _COMPARISONS.get(finding.method, "what came before"), 80)
    )
    slots: dict[str, Part | Text] = {
        "value": value(finding, signed=True),
        "unit": unit(finding),
        "range": interval(finding),
        "comparison": comparison,
        "name": called(metric_of(finding)),
    }
    if claimed(told, finding):
        whose = words("my plan") if finding.for_ == "plan" else words("the ", name(finding.for_.replace("-", " "), 40))
        text = "I estimate that {value}{unit} {range} came from {whose}, compared with {comparison}."
        return say(fill(text, whose=whose, **slots), "cause", "comparison", "interval", "rivals-then")
    text = "Against {comparison}, {name} moved by {value}{unit} {range}: I claim nothing from that."
    return say(fill(text, **slots), "comparison", "interval", "no-claim")


def claimed(told: Material, finding: Finding) -> bool:
    """Whether an effect may be told as caused: known then, clear, for the better, and nothing known since denies it."""
    if not finding.known_then or finding.interval is None or not clear(finding) or adverse(finding) or told.placebo:
        return False
    later = told.expected(finding.metric) or told.twin(finding.metric)
    return later is None or (clear(later) and (later.value > 0) == (finding.value > 0))


_COMPARISONS: Final = {
    "interrupted series": "the course it was on before",
    "staggered comparison": "teams that had not started yet",
    "experiment": "the group that was held out",
}
