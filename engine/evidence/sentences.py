"""A finding in one plain sentence, by its kind: what `cite` says beside a citation. Stories have words of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.evidence.findings import Finding, Kind
from engine.evidence.numbers import plain

TEMPLATES: Final[Mapping[Kind, str]] = {
    "baseline": "{metric} stood at {value} in the {windows}, before anything was changed.",
    "change": "{metric} went from {before} to {after} ({windows}), according to {source}.",
    "effect": "I estimate {value} ({low} to {high}) in {metric} came from {for}, compared with {comparison}.",
    "attribution": "Of the difference in {metric}, {value} ({low} to {high}) is the share of {for}.",
    "cost": "{metric}: {for} took {value}.",
    "harm": "{metric} got worse by {value} ({low} to {high}).",
    "null": "{metric} did not measurably move: {low} to {high}.",
    "forecast": "I predicted {direction}, {band}, for {metric} by {due}; {source} said {value}.",
    "adoption": "{metric} was in use in {value}.",
    "durability": "{weeks} weeks after {who} left, {value} remained of {metric}.",
    "event": "In week {value}: {metric}.",
    "lesson": "Replayed from week {from}, {metric} did better by {value} ({low} to {high}).",
}
"""Kind -> the sentence that says it; its slots are `slots`."""
_PARENTHESIS: Final = " ({low} to {high})"
_COMPARISONS: Final[Mapping[str, str]] = {
    "same-seed twin": "the same world without any command",
    "paired t": "the same other worlds without any command",
    "interrupted series": "the trend of the weeks before",
    "staggered comparison": "teams that had not begun",
    "experiment": "those who were not shown it",
}


def slots(finding: Finding) -> dict[str, str]:
    """What the templates' slots hold for a finding, printed; a slot that it has nothing for is left out.

    Values are as `Finding.display` prints them: true minus, fixed decimals, two digits of an interval's half-width.
    """
    windows = list(finding.windows.items())
    found = {
        "metric": finding.name,
        "value": f"{finding.shown} {finding.unit}",
        "for": finding.for_,
        "windows": " and ".join(f"weeks {window}" for _, window in windows),
        "source": finding.source or "what is true",
        "comparison": _COMPARISONS.get(finding.method, "nothing"),
    }
    if finding.interval is not None:
        low, high = (plain(end, finding.decimals) for end in finding.interval)
        found |= {"low": low, "high": high}
    if "due" in finding.windows:
        found["due"] = f"week {finding.windows['due'].last_week}"
    for name in ("before", "after"):
        if isinstance(level := finding.details.get(name), int | float):
            found[name] = plain(level, finding.decimals)
    for name in ("direction", "band", "who"):
        if isinstance(word := finding.details.get(name), str):
            found[name] = word
    if isinstance(weeks := finding.details.get("weeks"), int):
        found["weeks"] = str(weeks)
    if windows:
        found["from"] = str(windows[0][1].first_week)
    return found


def sentence(finding: Finding) -> str | None:
    """A finding in one sentence, in world weeks; None where it has nothing for one of the slots."""
    template = TEMPLATES[finding.kind]
    if finding.interval is None:
        template = template.replace(_PARENTHESIS, "")
    given = slots(finding)
    if set(re.findall(r"{(\w+)}", template)) - given.keys():
        return None
    return template.format_map(given)
