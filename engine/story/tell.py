"""From studies to a story: what is told, in three lengths. The same studies give the same story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from engine.evidence.findings import Finding, Run
from engine.evidence.windows import Windows
from engine.story import governing, opening, outcomes
from engine.story.choose import Chosen, choose
from engine.story.material import Material, material
from engine.story.page import Slot, Text, fill, name, run, words
from engine.story.passage import BUDGETS, HEADLINE_MOST, MUST, SPOKEN, Passage, Sentence, fit

if TYPE_CHECKING:
    from engine.evidence.case import Case
    from engine.evidence.study import Study

Length = Literal["headline", "spoken", "page"]
LENGTHS: Final[tuple[Length, ...]] = get_args(Length)


@dataclass(frozen=True)
class Story:
    """A story, told.

    Attributes:
        told: what it is told from.
        chosen: which findings were to be told.
        title: of the page.
        headline: half a minute.
        spoken: two to three minutes, a passage a section.
        page: everything, a passage a section.
    """

    told: Material
    chosen: Chosen
    title: Text
    headline: tuple[Sentence, ...]
    spoken: tuple[Passage, ...]
    page: tuple[Passage, ...]

    @property
    def run(self) -> Run:
        """The recording that is cited."""
        return self.told.run

    @property
    def windows(self) -> Windows:
        """What was compared."""
        return self.told.windows

    @property
    def primary(self) -> str | None:
        """The headline's metric."""
        return self.told.primary

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that may be cited, told or not."""
        return self.told.findings

    def finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        return next((finding for finding in self.findings if finding.id == finding_id), None)

    def sentences(self, length: Length) -> tuple[Sentence, ...]:
        """Every sentence of a length, in order."""
        if length == "headline":
            return self.headline
        return tuple(s for passage in (self.spoken if length == "spoken" else self.page) for s in passage.sentences)

    def cited(self, length: Length) -> tuple[str, ...]:
        """Ids of the findings that a length's sentences cite, by first mention."""
        return tuple(dict.fromkeys(i for sentence in self.sentences(length) for i in sentence.cites))

    def receipt(self, length: Length) -> Text:
        """How much of what was found is shown, and how much of it is bad or nothing."""
        return fill(
            "{shown} of {all} shown; {nulls} nulls, {harms} harms listed{where}.",
            where=words("" if length == "page" else " on the whole page"),
            shown=run(len(self.cited(length))),
            all=run(len(self.findings)),
            nulls=run(len(self.chosen.nulls)),
            harms=run(len(self.chosen.harms)),
        )


def tell(case: Case, studies: Mapping[str, Study]) -> Story:
    """Tell the story of a recording.

    Args:
        case: the recording.
        studies: what was made of it; a story is told from these and works out no number of its own.
    """
    return tell_of(material(case, studies))


def tell_of(told: Material) -> Story:
    """Tell a story from what is at hand."""
    chosen = choose(told)
    passages = (
        opening.situation(told, chosen),
        governing.governance(told, chosen),
        opening.measured(told, chosen),
        opening.action(told, chosen),
        outcomes.cost(told, chosen),
        outcomes.outcome(told, chosen),
        outcomes.limits(told, chosen),
        outcomes.reflection(told, chosen),
    )
    title = words(name(told.scenario.title, 60), ": what I did, and what came of it")
    return Story(
        told=told,
        chosen=chosen,
        title=title,
        headline=_short(outcomes.headline(told, chosen)),
        spoken=fit(passages, *SPOKEN, BUDGETS),
        page=passages,
    )


def _short(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """A headline within its words: what need not be said goes first, from its end."""
    kept = list(sentences)
    while sum(sentence.words for sentence in kept) > HEADLINE_MOST:
        spare = [n for n, sentence in enumerate(kept) if sentence.rank != MUST] or [
            n for n, sentence in enumerate(kept) if not sentence.says & {"result", "base", "limit"}
        ]
        if not spare:
            break
        kept.pop(spare[-1])
    return tuple(kept)


def slots(sentences: tuple[Sentence, ...]) -> list[Slot]:
    """Every slot of some sentences."""
    return [part for sentence in sentences for part in sentence.text if isinstance(part, Slot)]
