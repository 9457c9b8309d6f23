"""What a story may not do, looked for in the story itself rather than trusted to its templates.

Digits only through slots, and every cited number one that its finding has; sections in order; lengths; words of cause
only beside an effect that was known then, with its interval; what the replay shows only in reflection and costs; the
worst harm or a null told; hedges; the label on every paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from engine.evidence.findings import Finding
from engine.evidence.numbers import plain
from engine.story.material import adverse, still
from engine.story.page import LABEL, Slot, flat
from engine.story.passage import PAGE_MOST, SECTIONS, Sentence
from engine.story.tell import LENGTHS, Length, Story

CAUSAL: Final = re.compile(
    r"\b(because|caused?|causes|led to|leads to|thanks to|due to|owing to|resulted? in|drove|came from|comes from|"
    r"my changes|credit|so that is why|made (?:it|them) (?:fall|rise|better|worse)|(?:I|we) (?:cut|reduced|improved|"
    r"raised|lowered|halved|doubled|fixed|saved|delivered|brought))\b",
    re.IGNORECASE,
)
WORDS: Final[dict[Length, tuple[int, int]]] = {"headline": (1, 75), "spoken": (300, 400), "page": (1, PAGE_MOST)}
REPLAYED: Final = frozenset({"effect", "durability", "lesson", "attribution"})  # kinds that only a replay shows
_HEDGES: Final = ("hedge", "cannot-show", "rivals")
_PLACES: Final = range(-6, 8)
_FACTORS: Final = (1.0, 100.0)


def lint(story: Story) -> list[str]:
    """Everything that is wrong with a story, a line each; empty where nothing is."""
    found = [f"{length}: {wrong}" for length in LENGTHS for wrong in lint_length(story, length)]
    found += [f"page: {wrong}" for wrong in _sections(story)]
    return list(dict.fromkeys(found))


def lint_length(story: Story, length: Length) -> Iterator[str]:
    """What is wrong with one length of a story."""
    sentences = story.sentences(length)
    low, high = WORDS[length]
    count = sum(sentence.words for sentence in sentences)
    if told_anything(story) and not low <= count <= high:
        yield f"{count} words, not {low} to {high}"
    for sentence in sentences:
        yield from check_sentence(story, sentence)
    first = frozenset().union(*(sentence.says for sentence in sentences[:2])) if sentences else frozenset()
    if told_anything(story) and "result" not in first:
        yield "the first two sentences do not say the result"
    if story.told.change(story.primary) is not None and "base" not in first:
        yield "the first two sentences do not say what the result is measured from"
    if length == "headline":
        if told_anything(story) and not any("limit" in sentence.says for sentence in sentences):
            yield "no limit is told"
        return
    says = frozenset().union(*(sentence.says for sentence in sentences))
    for hedge in _HEDGES:
        if hedge not in says:
            yield f"a hedge is missing: {hedge}"
    bad = [finding for finding in story.findings if adverse(finding) or still(finding)]
    cited = set(story.cited(length))
    if bad and not cited & {finding.id for finding in bad}:
        yield "something got worse or did not move, and none of it is told"


def check_sentence(story: Story, sentence: Sentence) -> Iterator[str]:
    """What is wrong with one sentence."""
    said = flat(sentence.text)[:60]
    own = "".join(part if isinstance(part, str) else " · " for part in sentence.text)
    if any(character.isdigit() for character in own):
        yield f"a digit that no finding has: '{said}'"
    findings = [finding for name in sentence.cites if (finding := story.finding(name)) is not None]
    for part in sentence.text:
        if not isinstance(part, Slot) or part.source != "finding":
            continue
        finding = story.finding(part.finding)
        if finding is None:
            yield f"a number of no finding: '{part.text}' in '{said}'"
        elif part.text not in numbers_of(finding):
            yield f"'{part.text}' is no number of {finding.id} ({finding.metric}): '{said}'"
    if CAUSAL.search(own):
        yield from _cause(story, sentence, findings, said)


def _cause(story: Story, sentence: Sentence, findings: list[Finding], said: str) -> Iterator[str]:
    known = [finding for finding in findings if finding.kind == "effect" and finding.known_then and finding.interval]
    if not known:
        yield f"a word of cause without an effect that was known then: '{said}'"
        return
    shown = {part.text for part in sentence.text if isinstance(part, Slot)}
    for finding in known:
        assert finding.interval is not None
        if not {plain(end, finding.decimals) for end in finding.interval} <= shown:
            yield f"a word of cause without its interval: '{said}'"
        if finding.interval[0] <= 0 <= finding.interval[1]:
            yield f"a word of cause beside an interval that holds zero: '{said}'"
    if story.told.placebo:
        yield f"a word of cause where nothing binds: '{said}'"


def _sections(story: Story) -> Iterator[str]:
    for passages in (story.spoken, story.page):
        if tuple(passage.section for passage in passages) != SECTIONS:
            yield "sections are missing or out of order"
        for passage in passages:
            for sentence in passage.sentences:
                for name in sentence.cites:
                    finding = story.finding(name)
                    if finding is None or finding.known_then or finding.kind not in REPLAYED:
                        continue
                    if passage.section == "cost" and (adverse(finding) or still(finding)):
                        continue
                    if passage.section not in {"reflection", "limits"}:
                        yield f"what only the replay shows stands in {passage.section}: '{flat(sentence.text)[:60]}'"


def told_anything(story: Story) -> bool:
    """Whether there was anything to tell of the headline's metric."""
    return story.primary is not None


def unlabelled(text: str) -> list[str]:
    """Paragraphs, lists and tables of a rendered page that lack the label; a table has it in the paragraph below."""
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return [block[:60] for block in blocks if block and not block.startswith(("#", "|")) and LABEL not in block]


def numbers_of(finding: Finding) -> frozenset[str]:
    """Every way in which a number of a finding may be printed."""
    shown: set[str] = set()
    for amount in _amounts(finding):
        for factor in _FACTORS:
            for places in _PLACES:
                for value in (amount * factor, abs(amount * factor)):
                    shown.add(plain(value, places))
                    shown.add(plain(value, places, signed=True))
    return frozenset(shown)


def _amounts(finding: Finding) -> set[float]:
    amounts = {float(finding.value), float(finding.baseline or 0.0), *map(float, finding.interval or ())}
    amounts |= {float(value) for value in _inside(finding.details)}
    for window in finding.windows.values():
        amounts |= {float(window.first_week), float(window.last_week), float(window.weeks)}
    return amounts


def _inside(data: Any) -> Iterable[float]:
    if isinstance(data, bool) or data is None:
        return
    if isinstance(data, int | float):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _inside(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _inside(value)
