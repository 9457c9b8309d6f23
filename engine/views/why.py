"""Why a figure moved: visible events with a direct edge to its metric, one hop, never sizes.

Edges are those of `assets/mechanisms.toml`; which way each pushes stands in `assets/pushes.toml`. An event counts
within the lag that the metric's change needs to be seen.
"""

from __future__ import annotations

import functools
import tomllib
from typing import Final

from engine.data import data_folder
from engine.evidence.mechanisms import because
from engine.views.moments import Cause, Push, Why
from engine.views.names import counted, entity_name
from engine.views.told import Told
from engine.views.visible import COUNTED
from sim import events as ev
from sim.metrics import metrics

LOOK_BACK_WEEKS: Final = 8  # before a point, in which an event may have pushed it
RECENT_WEEKS: Final = 4  # whose number of events is compared with the usual
UNUSUAL: Final = 0.25  # share by which it must differ from the usual to be listed
MOST: Final = 6
_DEFINITION: Final = (int(ev.SOURCE_MIGRATED), int(ev.SOURCE_MENDED), int(ev.SOURCE_RESTATED))


@functools.cache
def pushes() -> dict[str, dict[str, Push]]:
    """Metric -> event -> which way more of it pushes the metric: `assets/pushes.toml`."""
    text = (data_folder("assets") / "pushes.toml").read_text("utf-8")
    found: dict[str, dict[str, Push]] = tomllib.loads(text)["pushes"]
    return found


def why(told: Told, metric: str, source: str, week: int) -> Why:
    """Visible direct causes of what a source says of a metric.

    Args:
        told: when it is asked.
        metric: id.
        source: id.
        week: the tenure week that the point describes.
    """
    n = told.template.index.sources.index(source)
    world_week = week + told.history
    inside = _inside(told, n, world_week)
    causes = _definition_changes(told, n, world_week)
    if not inside:
        causes += _policies(told, metric, world_week) + _counts(told, metric, world_week)
    causes = sorted(causes, key=lambda cause: -cause.week)[:MOST]
    return Why(metric, week, inside, tuple(causes), _heading(inside, causes))


def _heading(inside: bool, causes: list[Cause]) -> str:
    if inside:
        return "Within usual wobble."
    if not causes:
        return "Nothing recorded pushes this directly."
    down, up = ([c for c in causes if c.push == way] for way in ("down", "up"))
    if len(down) == len(causes) or len(up) == len(causes):
        said = counted(len(causes), "recorded cause pushes", "recorded causes push")
        return f"{said} this {causes[0].push}. How hard is not knowable yet."
    return f"{counted(len(causes), 'recorded cause')}, not all one way. How hard is not knowable yet."


def _inside(told: Told, source: int, world_week: int) -> bool:
    """Whether the point of a week lies within the source's usual wobble; also where there is no band to tell by."""
    band = told.band(source)
    points = [one.milli / 1000.0 for one in told.chronicle.figures.get(source, ()) if one.week == world_week]
    return band is None or not points or band[0] <= points[-1] <= band[1]


def _definition_changes(told: Told, source: int, world_week: int) -> list[Cause]:
    said = {
        int(ev.SOURCE_MIGRATED): "the source moved to the agreed definition",
        int(ev.SOURCE_MENDED): "a break in the source was found",
        int(ev.SOURCE_RESTATED): "the source was restated",
    }
    return [
        Cause(told.tenure(one.week), said[one.kind], "unclear")
        for one in told.chronicle.of(*_DEFINITION, since=world_week - LOOK_BACK_WEEKS)
        if one.subject == source and one.week <= world_week + 3
    ]


def _policies(told: Told, metric: str, world_week: int) -> list[Cause]:
    """Practices that began and policies that came into force in the weeks before: their push is for the debrief."""
    found, since = [], world_week - LOOK_BACK_WEEKS
    for one in told.chronicle.of(int(ev.PRACTICE_WENT_LIVE), int(ev.POLICY_CHANGED), since=since):
        if one.week > world_week or not _touches(told, one.kind, one.subject, metric):
            continue
        if one.kind == ev.PRACTICE_WENT_LIVE:
            name = told.template.catalogue[told.template.index.practices[one.subject]].name
            text = f"{name} went live"
        else:
            line = entity_name(told.template.scenario, told.template.index.lines[one.object])
            text = f"a policy changed on {line}"
        found.append(Cause(told.tenure(one.week), text, "unclear"))
    return found


def _touches(told: Told, kind: int, subject: int, metric: str) -> bool:
    """Whether what an intervention says it changes first is about a metric: its own name is in the first signs."""
    if kind == ev.POLICY_CHANGED:
        return metric.partition(".")[0] in {"rel", "flow", "dec"}
    entry = told.template.catalogue[told.template.index.practices[subject]]
    words = {word for word in metrics()[metric].name.lower().replace(",", "").split() if len(word) > 3}
    return any(word in entry.first_signs.lower() for word in words)


def _counts(told: Told, metric: str, world_week: int) -> list[Cause]:
    """Upstream events that were much more or less frequent than usual in the weeks before."""
    last = min(world_week, len(told.chronicle.counts))
    recent = told.chronicle.counts[max(0, last - RECENT_WEEKS) : last]
    usual = told.chronicle.counts[max(0, last - RECENT_WEEKS - 26) : max(0, last - RECENT_WEEKS)]
    if not recent or not usual:
        return []
    found = []
    for upstream in because().get(metric, ()):
        if upstream.kind not in COUNTED:
            continue  # nobody notices it before the debrief
        now = sum(int(week[upstream.kind]) for week in recent) / len(recent)
        before = sum(int(week[upstream.kind]) for week in usual) / len(usual)
        if before <= 0 or abs(now - before) < UNUSUAL * before:
            continue
        more = now > before
        push = pushes().get(metric, {}).get(upstream.event, "unclear")
        if push != "unclear" and not more:
            push = "down" if push == "up" else "up"
        text = f"{'more' if more else 'fewer'} than usual: {upstream.says}"
        found.append(Cause(told.tenure(last), text, push))
    return found
