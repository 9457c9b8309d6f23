"""Sentences, passages, and how a passage is made as long as it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from engine.story.page import HARD, Slot, Text, flat, join, words

Section = Literal["situation", "governance", "metrics", "action", "cost", "result", "limits", "reflection"]
SECTIONS: Final[tuple[Section, ...]] = (
    "situation", "governance", "metrics", "action", "cost", "result", "limits", "reflection",
)  # fmt: skip
# Words of a spoken story. The sum, and the label once a paragraph, lie between 300 and 400 (evidence.md 8).
BUDGETS: Final[dict[Section, int]] = {
    "situation": 56, "governance": 50, "metrics": 46, "action": 44, "cost": 40, "result": 50, "limits": 28,
    "reflection": 36,
}  # fmt: skip
SPOKEN: Final = (302, 352)
HEADLINE_MOST: Final = 68
PAGE_MOST: Final = 900
MUST: Final = 0
PAGE_ONLY: Final = 9


@dataclass(frozen=True)
class Sentence:
    """One sentence, and what it is there for.

    Attributes:
        text: words and slots.
        says: what it carries, as the rubric asks for it: "result", "base", "wobble", "rivals" and so on.
        rank: 0 is always said; then the smaller, the sooner; 9 stands on the page only.
    """

    text: Text
    says: frozenset[str] = frozenset()
    rank: int = MUST

    @property
    def words(self) -> int:
        """How many words it has when it is said aloud."""
        return count(self.text)

    @property
    def cites(self) -> tuple[str, ...]:
        """Ids of the findings that it cites, in order."""
        return tuple(dict.fromkeys(p.finding for p in self.text if isinstance(p, Slot) and p.finding))


@dataclass(frozen=True)
class Passage:
    """Sentences of one section, in the order in which they are said."""

    section: Section
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(sentence.words for sentence in self.sentences)

    @property
    def text(self) -> Text:
        """The sentences in a row."""
        return join((sentence.text for sentence in self.sentences), " ")

    @property
    def says(self) -> frozenset[str]:
        """Everything that its sentences carry."""
        return frozenset().union(*(sentence.says for sentence in self.sentences))


def say(text: Text, *says: str, rank: int = MUST) -> Sentence:
    """A sentence that carries something."""
    return Sentence(words(text), frozenset(says), rank)


def count(text: Text) -> int:
    """How many words a text has; a number with its sign or a dash alone is one or none."""
    return sum(any(c.isalnum() for c in word) for word in flat(text).replace(HARD, " ").split())


def fit(passages: Iterable[Passage], low: int, high: int, budgets: dict[Section, int]) -> tuple[Passage, ...]:
    """Choose sentences so that a whole is neither too short nor too long.

    What must be said is; then each section grows to its budget; then, while the whole is too short, any of them.
    """
    whole = list(passages)
    chosen = [[s.rank == MUST for s in passage.sentences] for passage in whole]

    def total() -> int:
        return sum(
            s.words
            for passage, on in zip(whole, chosen, strict=True)
            for s, o in zip(passage.sentences, on, strict=True)
            if o
        )

    def grow(within: bool) -> None:
        for number, passage in enumerate(whole):
            order = sorted(range(len(passage.sentences)), key=lambda n: (passage.sentences[n].rank, n))
            for n in order:
                sentence = passage.sentences[n]
                if chosen[number][n] or sentence.rank >= PAGE_ONLY or total() + sentence.words > high:
                    continue
                used = sum(s.words for s, o in zip(passage.sentences, chosen[number], strict=True) if o)
                if (within and used + sentence.words <= budgets[passage.section]) or (not within and total() < low):
                    chosen[number][n] = True

    grow(within=True)
    grow(within=False)
    return tuple(
        Passage(passage.section, tuple(s for s, o in zip(passage.sentences, on, strict=True) if o))
        for passage, on in zip(whole, chosen, strict=True)
    )
