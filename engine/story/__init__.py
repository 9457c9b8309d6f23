"""Findings to a story: chosen by rule, worded by fixed templates, in three lengths and five formats.

`tell(case, studies)` chooses and words; `blocks` lays a length out; `markdown`, `plain`, `html` and `typeset` print it.
A story works out no number: every digit comes through a slot that a finding or the log filled.
"""

from __future__ import annotations

from engine.story.blocks import blocks
from engine.story.inert import inert
from engine.story.lint import lint
from engine.story.markdown import render, render_text
from engine.story.plain import story_json
from engine.story.rubric import mark
from engine.story.tell import LENGTHS, Length, Story, tell


def story_text(story: Story, length: Length = "page", width: int = 80) -> str:
    """A story as plain text, at most `width` columns wide."""
    return render_text(blocks(story, length), width)


__all__ = [
    "LENGTHS",
    "Length",
    "Story",
    "blocks",
    "inert",
    "lint",
    "mark",
    "render",
    "render_text",
    "story_json",
    "story_text",
    "tell",
]
