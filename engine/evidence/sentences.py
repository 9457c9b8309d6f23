"""A finding in one plain sentence, by its kind: what `cite` says beside a citation. Stories have words of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.evidence.findings import PLAN, Finding, Kind
from engine.evidence.numbers import plain

TEMPLATES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "baseline": ("{metric} stood at {value} in weeks {windows}, before anything was changed.",),
    "change": (
        "{metric} went from {before} to {after} (weeks {windows}), according to {source}.",
        "{metric} changed by {value} (weeks {windows}), according to {source}.",
    ),
    "effect": (
        "I estimate {estimate} ({low} to {high}) in {metric} came from {for}, compared with {comparison}.",
        "{metric} differed by {value} ({low} to {high}) from {comparison}, for {for}.",
    ),
    "attribution": ("Of the difference in {metric}, {value} ({low} to {high}) is the share of {for}.",),
    "cost": ("{metric}: {value}, for {for}.",),
    "harm": (
        "{metric} got worse by {clear} ({low} to {high}).",
        "What went the wrong way most is {metric}: {value} ({low} to {high}), and that may be chance.",
    ),
    "null": ("{metric} did not measurably move: {low} to {high}.",),
    "forecast": ("I predicted {direction}, {band} %, for {metric} by {due}; {source} moved by {value}.",),
    "adoption": ("{metric} was in use in {value}.",),
    "durability": (
        "{weeks} weeks after {who} left, {metric} kept {value}.",
        "In weeks {windows}, {metric} kept {value}.",
    ),
    "event": ("In week {number}: {metric}.",),
    "lesson": ("Replayed from week {from}, {metric} did better by {value} ({low} to {high}).",),
}
"""Kind -> sentences that say it, the first whose slots can all be filled is said; see `slots`."""
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
    windows, interval = list(finding.windows.values()), finding.interval
    clear = interval is None or not interval[0] <= 0 <= interval[1]
    value = f"{finding.shown} {finding.unit}"
    found: dict[str, object] = {
        "metric": finding.name,
        "value": value,
        "number": finding.shown,
        "estimate": value if finding.known_then else None,  # nobody estimates by a world that only a game has
        "clear": value if clear else None,
        "for": "all commands together" if finding.for_ == PLAN else finding.for_,
        "windows": " and ".join(map(str, windows)),
        "source": finding.source or "what is true",
        "comparison": _COMPARISONS.get(finding.method),
        "low": None if interval is None else plain(interval[0], finding.decimals),
        "high": None if interval is None else plain(interval[1], finding.decimals),
        "due": f"week {finding.windows['due'].last_week}" if "due" in finding.windows else None,
        "from": windows[0].first_week if windows else None,
    }
    for name in ("before", "after"):
        level = finding.details.get(name)
        found[name] = plain(level, finding.decimals) if isinstance(level, int | float) else None
    found |= {name: finding.details.get(name) for name in ("direction", "who", "weeks")}
    band = finding.details.get("band")
    found["band"] = band.replace("-", " ") if isinstance(band, str) else None
    return {name: str(held) for name, held in found.items() if held is not None}


def sentence(finding: Finding) -> str | None:
    """A finding in one sentence, in world weeks; None where it has nothing for one of the slots."""
    given = slots(finding)
    for template in TEMPLATES[finding.kind]:
        wanted = template if finding.interval is not None else template.replace(_PARENTHESIS, "")
        if not set(re.findall(r"{(\w+)}", wanted)) - given.keys():
            return wanted.format_map(given)
    return None
