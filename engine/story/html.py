"""A story as one HTML file that asks nothing of any network: text, charts, and every citation behind its number.

Jinja2 escapes whatever is filled in. The policy in the head allows the two scripts and the style sheet by their
hashes, images from data, and nothing else; Vega reads expressions as trees, so no code is made from text. Charts are
pictures until the script has drawn them, and pictures again in print.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from typing import Any, Final

from engine.data import data_folder
from engine.evidence.findings import Finding
from engine.story.artefacts import artefact_blocks
from engine.story.blocks import blocks
from engine.story.charts import VEGA_LITE, caption, charts, svg
from engine.story.inert import inert
from engine.story.page import (
    LABEL,
    Block,
    Figure,
    Heading,
    Paragraph,
    Points,
    Slot,
    Table,
    Text,
    flat,
    name,
    parts,
    words,
)
from engine.story.tell import Length, Story

_BUNDLE: Final = "window.steercoEmbed = vegaEmbed;"
_FOLDER: Final = "story"


def story_html(story: Story, length: Length = "page") -> str:
    """A story as one HTML file.

    Args:
        story: what is told.
        length: how much of it; charts stand on the page only.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    drawn = charts(story.told) if length == "page" else None
    laid = list(
        blocks(story, length, None if drawn is None else {k: v for k, v in drawn.items() if isinstance(v, str)})
    )
    if length == "page":
        laid += [Heading(words("What was in force when I left")), *artefact_blocks(story)]
    with_script = drawn is not None and any(isinstance(value, dict) for value in drawn.values())
    css, script = asset("story.css"), asset("boot.js")
    runtime = _runtime() if with_script else ""
    page = Environment(autoescape=True, keep_trailing_newline=True).from_string(asset("page.html.j2"))
    shown = [block_data(story, block, drawn or {}, n) for n, block in enumerate(laid)]
    _anchor(story, laid, shown)
    return page.render(
        policy=policy(css, [runtime, script] if with_script else []),
        title=flat(story.title),
        label=LABEL,
        css=Markup(css),  # noqa: S704 - shipped beside this file
        script=Markup(script) if with_script else "",  # noqa: S704
        runtime=Markup(runtime),  # noqa: S704 - of the chart library
        blocks=shown,
    )


def _anchor(story: Story, laid: list[Block], shown: list[dict[str, Any]]) -> None:
    """Give every number a receipt to lead to: what tables and artefacts cite follows what the text cites."""
    receipts = next((block for block in shown if block["kind"] == "receipts"), None)
    if receipts is None:
        return
    have = {entry["id"] for entry in receipts["entries"]}
    for part in parts(laid):
        if isinstance(part, Slot) and part.finding and part.finding not in have:
            finding = story.finding(part.finding)
            if finding is not None:
                have.add(finding.id)
                receipts["entries"].append(_receipt(story, finding, len(receipts["entries"]) + 1))


def policy(css: str, scripts: list[str]) -> str:
    """The content security policy of a page: these sources by their hashes, and nothing from anywhere."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; script-src {allowed}; "
        f"style-src {_hash(css)}"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def asset(file: str) -> str:
    """A shipped file of pages."""
    return (data_folder("assets") / _FOLDER / file).read_text(encoding="utf-8")


@functools.cache
def _runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, out of the installed library."""
    import vl_convert

    made: str = vl_convert.javascript_bundle(_BUNDLE, vl_version=VEGA_LITE)
    return made.replace("</script", "<\\/script").replace("<!--", "<\\!--")


# --- blocks -----------------------------------------------------------------------------------------------------------
def block_data(story: Story, block: Block, drawn: dict[str, dict[str, Any] | str], place: int) -> dict[str, Any]:
    """A block as templates take it: words, and slots with what they point to."""
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": _parts(text), "level": level}
        case Paragraph(text):
            return {"kind": "paragraph", "text": _parts(text), "lead": place <= 2}
        case Points(intro, items) if _is_receipts(items):
            return {"kind": "receipts", "intro": _parts(intro), "entries": _receipts(story, items)}
        case Points(intro, items):
            return {"kind": "points", "intro": _parts(intro), "entries": [_parts(item) for item in items]}
        case Table(head, rows, caption_text, left):
            return {
                "kind": "table",
                "head": list(head),
                "left": left,
                "rows": [[_parts(cell) for cell in row] for row in rows],
                "caption": _parts(caption_text),
            }
        case Figure(key, title, why):
            return _figure(story, key, title, why, drawn.get(key))


def _figure(story: Story, key: str, title: Text, why: Text, spec: dict[str, Any] | str | None) -> dict[str, Any]:
    from markupsafe import Markup

    if not isinstance(spec, dict):
        return {"kind": "figure", "key": key, "title": _parts(title), "caption": _parts(why), "image": ""}
    picture = base64.b64encode(svg(spec).encode()).decode()
    # within a script of data only "<" could end it; what is left is JSON
    data = json.dumps(spec, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c").replace("&", "\\u0026")
    return {
        "kind": "figure",
        "key": key,
        "title": _parts(title),
        "caption": _parts(words(name(caption(story.told, key), 400))),
        "image": f"data:image/svg+xml;base64,{picture}",
        "spec": Markup(data),  # noqa: S704 - JSON without "<" or "&"
    }


def _parts(text: Text) -> list[dict[str, str]]:
    return [
        {"kind": part.source, "text": part.text, "finding": part.finding}
        if isinstance(part, Slot)
        else {"kind": "words", "text": part, "finding": ""}
        for part in text
    ]


def _is_receipts(items: tuple[Text, ...]) -> bool:
    return bool(items) and any(isinstance(part, Slot) and part.source == "id" for part in items[0])


def _receipts(story: Story, items: tuple[Text, ...]) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate(items, 1):
        ids = [part.finding for part in item if isinstance(part, Slot) and part.source == "id"]
        finding = story.finding(ids[0]) if ids else None
        if finding is not None:
            found.append(_receipt(story, finding, number))
    return found


def _receipt(story: Story, finding: Finding, number: int) -> dict[str, Any]:
    grade = f", grade {finding.grade}" if finding.grade else ""
    return {
        "id": finding.id,
        "number": number,
        "name": inert(finding.name, 80) + ("" if finding.for_ == "plan" else f", for {inert(finding.for_, 40)}"),
        "kind": ", ".join([finding.kind, finding.method, *([] if finding.known_then else [finding.scope])]),
        "display": printable(finding.display),
        "citation": printable(finding.citation(story.run)),
        "events": [_events(span) for span in finding.evidence],
        "carriers": [
            f"{carrier.name} {carrier.counts[1]:,} (twin {carrier.counts[2]:,})"
            for carrier in finding.carriers
            if carrier.of == "count"
        ],
        "known": ("at the time" if finding.known_then else "shown later, by the replay") + f", {finding.layer}{grade}",
    }


def printable(text: str) -> str:
    """A text as it stands, byte for byte where it is printable: templates escape it, and citations are to be copied."""
    return "".join(c if c.isprintable() else " " for c in text)


def _events(span: str) -> str:
    if span.startswith("#"):
        return f"log frame {span[1:]}"
    first, _, last = span.removeprefix("@").partition("-")
    return f"events {int(first):,} to {int(last or first):,}"
