"""What must hold of every picture, measured on what was drawn (game design, usability checks).

Each check gives complaints in words; a picture is fine if there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pygame

from engine.ui import texts
from engine.ui.palette import LEAST_TEXT, contrast
from engine.ui.record import Recorder, TextDraw
from engine.ui.stage import Stage

TEXT_CONTRAST: Final = 4.5
CONTROL_CONTRAST: Final = 3.0
MOST_WORDS: Final = {"brief": 60, "card": 75, "coach": 20}
_MOST_OF: Final = 0.5  # of a ring's box that must be in view: what is taller than its view never is in full
_SLACK: Final = 2  # pixels: letters such as f and j reach a little out of their box


def complaints(stage: Stage, recorder: Recorder) -> list[str]:
    """Everything that is wrong with what a stage drew.

    Args:
        stage: as it stands.
        recorder: what it noted of its last frame.
    """
    found: list[str] = []
    for check in (clipped, overlapping, faint, small, rings, unresolved, wordy, unknown_glyphs):
        found += check(stage, recorder)
    return found


def _visible(text: TextDraw) -> bool:
    seen = text.rect.clip(text.clip)
    return seen.width > 0 and seen.height > 0


def shown(recorder: Recorder) -> list[TextDraw]:
    """Texts of which something can be seen, on the layer in front or below it."""
    return [text for text in recorder.texts if _visible(text)]


def clipped(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Texts that are cut off by the surface, by what they lie in, or by their own widget."""
    slack = stage.theme.px(_SLACK)
    whole = pygame.Rect((0, 0), stage.size)
    seen = shown(recorder)
    for text in recorder.texts:
        if not text.scrolls and not _visible(text):
            yield f"cannot be seen: {_named(text)}"
    for text in seen:
        inside = text.rect.inflate(-2 * slack, -2 * slack)
        if text.scrolls:  # the edge of a view cuts what is being scrolled, upright; nothing is cut at its sides
            inside = pygame.Rect(inside.left, text.clip.top, inside.width, 0) if text.clip.height else inside
            if not text.clip.inflate(2 * slack, 2 * slack).contains(inside) and text.owner.split("/")[-1] != "sought":
                yield f"cut at the side: {_named(text)}"
        elif not text.clip.contains(inside) or not whole.contains(inside):
            yield f"cut off: {_named(text)}"
        body = text.container.inflate(2 * slack, 2 * slack)
        if not text.scrolls and not body.contains(inside):
            yield f"sticks out of its widget: {_named(text)}"
        elif text.scrolls and (text.rect.left < body.left or text.rect.right > body.right):
            yield f"wider than its widget: {_named(text)}"
        if text.cut and not text.scrolls and text.owner.count("/") < 2:
            yield f"words left out: {_named(text)}"


def overlapping(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Texts of one layer that lie on each other."""
    slack = 2 * stage.theme.px(_SLACK)
    by_layer: dict[int, list[tuple[pygame.Rect, TextDraw]]] = {}
    for text in shown(recorder):
        seen = text.rect.clip(text.clip).inflate(-slack, -slack)
        if seen.width > 0 and seen.height > 0:
            by_layer.setdefault(text.layer, []).append((seen, text))
    for texts_of_layer in by_layer.values():
        boxes = [box for box, _ in texts_of_layer]
        for n, (box, text) in enumerate(texts_of_layer):
            for other in box.collidelistall(boxes[n + 1 :]):
                yield f"overlaps: {_named(text)} and {_named(texts_of_layer[n + 1 + other][1])}"


def faint(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Texts and edges of controls that do not stand out from what is behind them."""
    del stage
    for text in shown(recorder):
        if text.scrolls and 2 * text.rect.clip(text.clip).height < text.rect.height:
            continue  # what is being scrolled out of view has only its edge to be judged by
        for ground in text.behind:
            ratio = contrast(text.colour, ground)
            if ratio < (CONTROL_CONTRAST if text.disabled else TEXT_CONTRAST):
                yield f"contrast {ratio:.1f} on {ground}: {_named(text)}"
    for kind, edges in (("edge", recorder.edges), ("ring", recorder.rings)):
        for edge in edges:
            ratio = min((contrast(edge.colour, ground) for ground in edge.behind[:1]), default=21.0)
            if ratio < CONTROL_CONTRAST:
                yield f"{kind} of {edge.owner}: contrast {ratio:.1f}"


def small(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Texts smaller than anybody should have to read."""
    least = LEAST_TEXT * stage.theme.text_percent / 100
    for text in shown(recorder):
        if text.size < least - 0.51:
            yield f"{text.size:.1f} px: {_named(text)}"


def rings(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """There is one ring of focus, and most of it can be seen."""
    del stage
    if len(recorder.rings) != 1:
        yield f"{len(recorder.rings)} rings of focus"
    for ring in recorder.rings:
        if ring.seen.width * ring.seen.height < _MOST_OF * ring.rect.width * ring.rect.height:
            yield f"the ring of {ring.owner} cannot be seen"


def unresolved(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Marked terms that the glossary does not have."""
    del stage
    for text in shown(recorder):
        if text.term and texts.term(text.term) is None:
            yield f"no such term: {text.term}"


def wordy(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Briefs, cards and coach lines with more words than they may have."""
    del stage
    words: dict[tuple[str, str], int] = {}
    for text in recorder.texts:
        if text.kind:
            words[text.kind, text.owner] = words.get((text.kind, text.owner), 0) + len(text.text.split())
    for (kind, owner), count in words.items():
        if count > MOST_WORDS[kind]:
            yield f"{count} words in the {kind} at {owner}"


def unknown_glyphs(stage: Stage, recorder: Recorder) -> Iterator[str]:
    """Characters that the fonts do not have."""
    face, mono = stage.fonts.face("body"), stage.fonts.mono("body")
    for text in shown(recorder):
        lacks = face.lacks(text.text)
        if lacks and mono.lacks(text.text):
            yield f"no glyph for {lacks!r}: {_named(text)}"


def _named(text: TextDraw) -> str:
    short = text.text if len(text.text) <= 40 else text.text[:39] + "…"
    return f"'{short}' at {text.owner}"


# -- Words ------------------------------------------------------------------------------------------------------------


def grade(text: str) -> float:
    """Years of schooling that a text asks of its reader (Flesch and Kincaid 1975)."""
    sentences = max(1, len([part for part in re.split(r"[.!?:;]+", text) if part.strip()]))
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and len(groups) > 1
    return max(1, len(groups) - silent)


def same_when_idle(stage: Stage, surface: pygame.Surface, frames: Sequence[int]) -> bool:
    """Whether frames at these times, in milliseconds, are the same to the pixel while nothing happens."""
    stage.tick(frames[0])
    stage.paint(surface, Recorder())
    first = pygame.image.tobytes(surface, "RGB")
    for at in frames[1:]:
        stage.tick(at)
        stage.paint(surface, Recorder())
        if pygame.image.tobytes(surface, "RGB") != first:
            return False
    return True
