"""A story as PDF, set by typst from the same blocks as HTML. The same story gives the same bytes, whatever the day.

What is said reaches typst as data and not as markup, so no name from a file can do anything but be printed.
"""

from __future__ import annotations

import json
from typing import Any, Final

from engine.story.blocks import blocks
from engine.story.charts import charts, svg
from engine.story.html import asset, block_data
from engine.story.page import HARD, LABEL, flat
from engine.story.tell import Length, Story

TEMPLATE: Final = "page.typ"


def story_pdf(story: Story, length: Length = "page") -> bytes:
    """A story as PDF, in the fonts that typst carries.

    Args:
        story: what is told.
        length: how much of it; charts stand on the page only.
    """
    import typst

    drawn = charts(story.told) if length == "page" else None
    laid = blocks(story, length, None if drawn is None else {k: v for k, v in drawn.items() if isinstance(v, str)})
    shown = [_entry(block_data(story, block, drawn or {}, n), drawn or {}) for n, block in enumerate(laid)]
    ids = [item["id"] for block in shown if block["kind"] == "receipts" for item in block["entries"]]
    data = {"title": flat(story.title).replace(HARD, " "), "label": LABEL, "blocks": shown, "ids": ids}
    made: bytes = typst.compile(
        asset(TEMPLATE).encode(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
    return made


def _entry(block: dict[str, Any], drawn: dict[str, dict[str, Any] | str]) -> dict[str, Any]:
    """A block as the template takes it: pictures as SVG, cells that flatten to cells."""
    if block["kind"] == "figure":
        spec = drawn.get(block["key"])
        return {
            "kind": "figure",
            "title": block["title"],
            "caption": block["caption"],
            "svg": svg(spec) if isinstance(spec, dict) else "",
        }
    if block["kind"] == "table":
        return block | {"rows": [[{"parts": cell} for cell in row] for row in block["rows"]]}
    return block
