"""The first story: what was done, what changed, what would have changed anyway, what it cost and what got worse.

`tell(inputs)` works everything out; `story_text` prints it and `story_json` gives its findings. Charts, lengths, pages
and artefacts have their places beside these modules.
"""

from __future__ import annotations

from engine.story.inert import inert
from engine.story.inputs import About, Deed, StoryInputs
from engine.story.recorded import deeds_of, inputs_of
from engine.story.tell import Story, story_json, story_text, tell

__all__ = [
    "About",
    "Deed",
    "Story",
    "StoryInputs",
    "deeds_of",
    "inert",
    "inputs_of",
    "story_json",
    "story_text",
    "tell",
]
