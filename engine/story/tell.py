"""From inputs to a story, and from a story to text or plain data. The same inputs give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.evidence import LABEL, Finding, Run, Windows
from engine.story import endings, sections
from engine.story.facts import Facts, facts
from engine.story.inputs import StoryInputs
from engine.story.page import LABEL as SENTENCE
from engine.story.page import WIDTH, Block, render

_SECTIONS = (
    sections.headline,
    sections.situation,
    sections.deeds,
    sections.table,
    sections.carried,
    sections.elsewhere,
    endings.costs,
    endings.harms,
    endings.limits,
    endings.receipts,
)


@dataclass(frozen=True)
class Story:
    """A story, told.

    Attributes:
        blocks: the page.
        findings: everything that may be cited, told or not.
        told: ids of those that the text refers to, in order.
        too_few: what was measured and may not be cited: metric, window, value or None, and why.
        windows: what was compared.
        run: the recording it cites.
        primary: the headline's metric; None where nothing may be cited.
    """

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    told: tuple[str, ...]
    too_few: tuple[dict[str, Any], ...]
    windows: Windows
    run: Run
    primary: str | None

    def finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        return next((finding for finding in self.findings if finding.id == finding_id), None)


def tell(given: StoryInputs) -> Story:
    """Tell the story of a recording.

    Args:
        given: facts and arrays.

    Raises:
        EvidenceError: the twin or the panel does not belong to the recording.
    """
    known = facts(given)
    blocks = tuple(block for section in _SECTIONS for block in section(known))
    return Story(
        blocks=blocks,
        findings=tuple(known.findings.values()),
        told=tuple(finding.id for finding in known.cited),
        too_few=tuple(_too_few(known)),
        windows=known.windows,
        run=given.run,
        primary=known.primary,
    )


def story_text(story: Story, width: int = WIDTH) -> str:
    """The story as plain text that is also Markdown, at most `width` columns wide."""
    return render(story.blocks, width)


def story_json(story: Story) -> dict[str, Any]:
    """The story's findings as plain data, ready for `json.dumps`."""
    run, windows = story.run, story.windows
    return {
        "label": LABEL,
        "note": SENTENCE,
        "scenario": {"id": run.scenario, "version": run.scenario_version},
        "seed": run.seed,
        "rules_version": run.rules_version,
        "kernel": run.kernel,
        "log": run.chain,
        "windows": {
            "before": [windows.before.first_week, windows.before.last_week],
            "transition": [windows.transition.first_week, windows.transition.last_week],
            "after": [windows.after.first_week, windows.after.last_week],
            "caveats": list(windows.caveats),
        },
        "headline": story.primary,
        "told": list(story.told),
        "findings": [finding.as_json(run) for finding in story.findings],
        "too_few": [dict(entry) for entry in story.too_few],
    }


def _too_few(known: Facts) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for metric_id, compared in known.comparisons.items():
        readings = {"before": compared.before, "after": compared.after, "twin": compared.twin}
        found += [
            {
                "metric": metric_id,
                "window": when,
                "value": reading.value,
                "base": reading.base,
                "reason": reading.reason,
            }
            for when, reading in readings.items()
            if not reading.citable
        ]
    found += [
        {
            "metric": metric_id,
            "window": "panel",
            "value": estimate.value,
            "base": estimate.worlds,
            "reason": estimate.reason,
        }
        for metric_id, estimate in known.estimates.items()
        if estimate.state != "ok"
    ]
    return found
