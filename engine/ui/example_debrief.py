"""What studies of a game come to, made by hand for pictures and tests of the debrief and the story builder."""

from __future__ import annotations

import math
import pathlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from engine.play.studies import Told
from engine.views.models import MetricPanel, MetricsWall, Point, SourceSeries

_WEEKS: Final = tuple(range(-24, 27, 2))
_NAMES: Final = {
    "rel.harm": ("Affected customer-hours", "customer-h/wk", "customer-h/wk", 0, "lower"),
    "rel.recover": ("Recovery", "h", "h", 1, "lower"),
    "rel.cfr": ("Change-fail rate", "%", "percentage points", 1, "lower"),
    "flow.lead": ("Lead time, request to live", "working days", "working days", 1, "lower"),
}
RUN: Final[dict[str, Any]] = {
    "scenario": "tuesday-board",
    "title": "The Tuesday Board",
    "seed": 11,
    "history": 26,
    "tenure": 26,
    "aftermath": 0,
    "metrics": {
        name: {"name": one[0], "unit": one[1], "difference": one[2], "decimals": one[3], "better": one[4]}
        for name, one in _NAMES.items()
    },
    "own": list(_NAMES),
    "sources": {
        "support-log": "Support log, affected hours",
        "status-page": "Status page",
        "tracker-lead": "Tracker, request to live",
        "board-failures": "Board minutes, failed releases",
    },
}


def _study(
    name: str, tables: dict[str, Any], worlds: int = 0, findings: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    return {
        "id": name,
        "title": name,
        "state": "made",
        "worlds": worlds,
        "notes": [],
        "tables": tables,
        "findings": list(findings),
    }


def _series(before: float, after: float, twin: float) -> dict[str, Any]:
    wave = [1 + 0.12 * math.sin(n * 1.7) for n in range(len(_WEEKS))]
    ramp = [min(1.0, max(0.0, week / 12)) for week in _WEEKS]
    usual = [before + (twin - before) * part for part in ramp]
    return {
        "played": [(before + (after - before) * part) * w for part, w in zip(ramp, wave, strict=True)],
        "twin": [one * w for one, w in zip(usual, wave, strict=True)],
        "low": [0.8 * one for one in usual],
        "high": [1.25 * one for one in usual],
        "worlds": [{"seed": n, "difference": (after - twin) * (1 + 0.5 * math.sin(n * 2.3))} for n in range(1, 33)],
    }


def _estimate(value: float, half: float) -> dict[str, Any]:
    return {"value": value, "error": half / 2, "interval": [value - half, value + half]}


def _part(word: str, alone: float, share: float, without: float) -> dict[str, Any]:
    return {"word": word, "alone": _estimate(alone, 9), "share": _estimate(share, 6), "without": _estimate(without, 7)}


_LEVELS: Final = {
    "rel.harm": (72000.0, 1021.0, 61200.0),
    "rel.recover": (150.0, 8.4, 178.0),
    "rel.cfr": (32.2, 9.9, 33.4),
    "flow.lead": (28.7, 29.1, 32.9),
}


def _reading(value: float) -> dict[str, Any]:
    return {"value": value, "base": 60, "weeks": 12, "state": "ok", "reason": ""}


def _change(metric: str, source: str, before: float, value: float, half: float) -> dict[str, Any]:
    return {
        "metric": metric,
        "source": source,
        "layer": "reported",
        "value": value,
        "before": before,
        "after": before + value,
        "interval": [value - half, value + half],
        "caveats": [],
    }


def _finding(
    n: int, kind: str, name: str, text: str, method: str, grade: str | None, known: bool, for_: str = "plan"
) -> dict[str, Any]:
    return {
        "id": f"f-{n}",
        "kind": kind,
        "for": for_,
        "name": name,
        "metric": "",
        "text": text,
        "method": method,
        "grade": grade,
        "known_then": known,
        "direction": "",
        "cite": f"[f-{n}]",
    }


def _parts(scale: float) -> dict[str, Any]:
    return {
        "emergency-path": _part("needed", 93 * scale, 81 * scale, 65 * scale),
        "release-checklist": _part("enough alone", 15 * scale, 8 * scale, -1 * scale),
        "feature-flags": _part("hurt", 7 * scale, 1 * scale, -5 * scale),
        "general": _part("no clear difference", 2 * scale, 3 * scale, 1 * scale),
    }


STUDIES: Final[dict[str, Mapping[str, Any]]] = {
    "twin": _study(
        "twin",
        {
            "metrics": {
                name: {
                    "before": _reading(before),
                    "after": _reading(after),
                    "twin": _reading(twin),
                    "effect": after - twin,
                    "direction": "better",
                }
                for name, (before, after, twin) in _LEVELS.items()
            }
        },
        0,
        (
            _finding(1, "effect", "Affected customer-hours", "−60,179 customer-h/wk", "same-seed twin", None, False),
            _finding(2, "baseline", "Lead time, request to live", "28.7 working days", "fold", None, False),
        ),
    ),
    "reported-change": _study(
        "reported-change",
        {
            "changes": [
                _change("rel.harm", "support-log", 78751.0, -77636.0, 52600.0),
                _change("rel.harm", "status-page", 22088.0, -21691.0, 15100.0),
                _change("flow.lead", "tracker-lead", 28.4, 1.8, 2.7),
                _change("rel.cfr", "board-failures", 32.2, -28.3, 10.2),
            ]
        },
        0,
        (
            _finding(
                3,
                "change",
                "Change-fail rate",
                "−28 percentage points (−39 to −18)",
                "before and after, reported",
                "D",
                True,
            ),
        ),
    ),
    "ledger": _study(
        "ledger",
        {},
        0,
        (_finding(4, "cost", "Governance hours", "0.4 h/person-wk", "ledger", None, True, "release-checklist"),),
    ),
    "elsewhere": _study(
        "elsewhere",
        {
            "expected": {
                name: {
                    "value": (after - twin) * 0.9,
                    "interval": sorted([(after - twin) * 0.7, (after - twin) * 1.1]),
                    "better": 60,
                    "compared": 64,
                    "worlds": 64,
                }
                for name, (_, after, twin) in _LEVELS.items()
            }
        },
        64,
    ),
    "series": _study(
        "series",
        {
            "step": 2,
            "tenure_weeks": list(_WEEKS),
            "metrics": {name: _series(*levels) for name, levels in _LEVELS.items()},
        },
        64,
    ),
    "report-card": _study(
        "report-card",
        {
            "sentences": {
                "rel.harm": {
                    "text": ("Dashboard said −77,636; this world's answer was −60,179. Reports erred by 48,103.")
                }
            }
        },
        64,
    ),
    "attribution": _study(
        "attribution",
        {
            "attribution": {
                "outcome": {
                    "parts": _parts(1.0),
                    "clusters": [{"members": ["emergency-path", "release-checklist"], "words": "overlapping"}],
                },
                "rel.harm": {"parts": _parts(-600.0), "clusters": []},
                "rel.cfr": {"parts": _parts(-0.2), "clusters": []},
            }
        },
        64,
    ),
    "luck": _study(
        "luck",
        {
            "luck": {
                "outcome": {"skill": _estimate(111.0, 20.0), "weather": -60.0, "fit": 38.0},
                "rel.harm": {"skill": _estimate(-63725.0, 17000.0), "weather": -7846.0, "fit": 3546.0},
            },
            "compared": {
                "unit": "points",
                "worlds": 32,
                "plan": 82.0,
                "nothing": 0.0,
                "textbook": 100.0,
                "trap": -26.0,
                "random": {"plans": 200, "quartiles": [-36.0, -6.0, 11.0], "beaten": 0.985},
            },
        },
        64,
    ),
    "turning-points": _study(
        "turning-points",
        {
            "measure": {"id": "outcome", "name": "outcome", "unit": "points"},
            "action": {
                "turns": [
                    {
                        "weeks": [28, 28],
                        "what": ["set_policy emergency-path", "launch release-checklist"],
                        "z": 10.0,
                        **_estimate(93.0, 19.0),
                    },
                    {"weeks": [32, 33], "what": ["launch feature-flags"], "z": -2.8, **_estimate(-3.6, 2.6)},
                    {"weeks": [38, 38], "what": ["answer forum-creep"], "z": 1.1, **_estimate(1.4, 2.5)},
                ]
            },
        },
        64,
    ),
    "decisions": {
        **_study(
            "decisions",
            {
                "decision": {
                    "week": 2,
                    "knowable": False,
                    "options": [{"number": 1, "expected": _estimate(-85.0, 18.0), "verdict": "sound"}],
                }
            },
            64,
        ),
        "notes": ["not knowable from your reports"],
    },
}
GRADES: Final[dict[str, Any]] = {
    "letter": "C",
    "total": 57.0,
    "ribbons": ["Early bad news", "Stopped something"],
    "parts": {
        "predictions": [25.0, 25.0],
        "calibration": [12.0, 20.0],
        "comparison": [0.0, 20.0],
        "audits": [10.0, 15.0],
        "guardrails": [10.0, 10.0],
        "nulls": [0.0, 10.0],
    },
}
OUTCOME: Final[dict[str, Any]] = {
    "skill": 82.0,
    "interval": [60.0, 104.0],
    "grade": "silver",
    "luck": {"fit": 38.0, "weather": -60.0},
}
TEXTBOOK: Final[dict[str, Any]] = {
    "title": "Fix first, then shrink",
    "note": "A way to fix without waiting; approval by risk; a list that teams own; switches; a weekly train.",
    "commands": [
        [1, "set policy emergency-path on-call"],
        [1, "launch release-checklist, heavy, Noor Haddad"],
        [2, "set policy approval tiered"],
        [3, "launch feature-flags, heavy, Felix Brandt"],
    ],
    "answers": [],
    "yours": [
        [2, "set policy emergency-path on-call", True],
        [2, "launch release-checklist", True],
        [6, "launch feature-flags", False],
        [7, "launch feature-flags", True],
    ],
}
_PAGE: Final = [
    ["h1", "The Tuesday Board: what I did, and what came of it"],
    ["h2", "Situation"],
    [
        "p",
        "In this simulation, affected customer-hours fell from 78,751 to 1,115 customer-hours a week, "
        "according to “Support log, affected hours”.[1] That is 99 % less, before I began.[1]",
    ],
    ["h2", "Cost"],
    ["p", "It took 0.4 hours per person and week, and 25 points of political capital.[4]"],
    ["h2", "Limits"],
    ["p", "Before and after cannot show what would have come anyway."],
    ["h2", "Receipts"],
    ["li", "[1] f-3 change rel.harm"],
]
STORY: Final[dict[str, Any]] = {
    "label": "Simulated practice, not work history.",
    "title": "The Tuesday Board: what I did, and what came of it",
    "lengths": {"headline": _PAGE[:1] + _PAGE[2:3], "spoken": _PAGE, "page": [*_PAGE, ["h2", "Charts"]]},
    "receipt": "6 of 14 shown; 3 nulls, 2 harms listed on the whole page.",
    "score": 58,
    "band": "adequate",
    "chosen": ["f-3", "f-4"],
    "marks": [
        ["Situation quantified", 4, ""],
        ["Governance described", 3, "who is told what, by when"],
        ["Leading and lagging metrics", 2, "the lag between the two"],
        ["Causal evidence", 1, "a comparison, with an interval"],
        ["Trade-offs and costs", 4, ""],
        ["Reflection", 2, "what a replay showed"],
    ],
}
TOLD: Final = Told(RUN, STUDIES, GRADES, (OUTCOME,), (TEXTBOOK,), STORY, {}, ("", 0, 0), "", True)
_FEW: Final[dict[str, Mapping[str, Any]]] = {name: STUDIES[name] for name in ("twin", "reported-change", "ledger")} | {
    name: {**STUDIES[name], "worlds": 8} for name in ("elsewhere", "series")
}
EARLY: Final = replace(
    TOLD,
    studies=_FEW,
    outcome=(),
    story={},
    progress=("Which part of the plan did it (3 of 8)", 1204, 4096),
    done=False,
)
FAILED: Final = replace(
    EARLY, error="tuesday-board-11.replay: a frame of week 31 has another checksum", progress=("", 0, 0)
)
GUESSED: Final = {
    "feature-flags": {"metric": "rel.cfr", "direction": "down", "band": "over-15"},
    "release-checklist": {"metric": "rel.harm", "direction": "up", "band": "under-5"},
}


def _source(id_: str, name: str, scale: float) -> SourceSeries:
    points = tuple(
        Point(week, week + 1, scale * (1 + 0.15 * math.sin(week)) * (1.0 if week < 6 else 0.4), False, False, False)
        for week in range(-25, 27)
    )
    return SourceSeries(id_, name, "as counted by support", 0, 3, points, None, None, False, None)


METRICS: Final = MetricsWall(
    (
        MetricPanel(
            "rel.harm",
            "Affected customer-hours",
            "customer-h/wk",
            "lower",
            0,
            "",
            (_source("support-log", "Support log", 70000.0), _source("status-page", "Status page", 22000.0)),
            0.9,
            (),
            "",
        ),
    ),
    (),
)


class StillStudied:
    """A finished game of which everything that there is to tell has been told."""

    def __init__(self, told: Told) -> None:
        self.told = told

    def poll(self) -> bool:
        """Nothing more comes."""
        return False

    def export(self, folder: pathlib.Path) -> None:
        """As if it had been written."""
        self.told = replace(self.told, exported={"folder": str(folder), "files": ["example-story.md"]})

    def again(self) -> None:
        """It stays as it is."""

    def close(self) -> None:
        """Nothing goes on."""
