"""A story held against its log by other means than it was told by: raw rows, the folded world, a twin played anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.evidence import Finding, Window
from engine.evidence.case import Case
from engine.replay import fold
from engine.session import Session
from engine.story.page import HARD, flat
from engine.story.passage import Sentence
from engine.story.tell import LENGTHS, Story
from sim.metric import Metric
from sim.metrics import metrics

NUMBER = r"[−+]?[\d,]+(?:\.\d+)?"


def contradictions(story: Story, case: Case) -> list[str]:
    """Every sentence that the log denies, and why."""
    found = []
    judge = Judge(story, case)
    for length in LENGTHS:
        for sentence in story.sentences(length):
            said = flat(sentence.text).replace(HARD, " ")
            found += [f"{why}: {said}" for why in judge.wrong(sentence, said)]
    return list(dict.fromkeys(found))


class Judge:
    """The log of one recording."""

    def __init__(self, story: Story, case: Case) -> None:
        self.story, self.case = story, case
        events = case.recording.events
        self.week_of = np.searchsorted(events.starts, np.arange(len(events.kind)), side="right")
        self.kind, self.amount = events.kind, events.amount.astype(np.int64)
        twin = Session(case.template, case.run.seed, weeks=case.recording.weeks).run()
        self.twin = twin.counts, twin.totals
        self.end = fold(case.recording, case.calendar.last_tenure_week).worlds[0]

    def wrong(self, sentence: Sentence, said: str) -> Iterator[str]:
        """What the log denies of a sentence."""
        for name in sentence.cites:
            finding = self.story.finding(name)
            assert finding is not None, name
            yield from self.finding(finding)
        for verb, before, after in re.findall(rf"\b(fell|rose) from ({NUMBER}) to ({NUMBER})", said):
            if (value(after) < value(before)) != (verb == "fell") and value(after) != value(before):
                yield f"it {verb} from {before} to {after}"
        if sentence.says & {"harm"}:
            yield from self.harm(sentence)
        for count in re.findall(r"^([\d,]+) forums sit", said):
            live = int(self.end["forums"]["live"][1:].sum())
            if int(value(count)) != live:
                yield f"{live} forums sit"

    def finding(self, finding: Finding) -> Iterator[str]:
        """A finding worked out again."""
        metric = metrics().get(finding.metric)
        if finding.kind == "event":
            yield from self.order(finding)
        elif finding.kind == "adoption":
            yield from self.adopted(finding)
        elif metric is None or finding.layer != "true" or finding.for_ != "plan":
            return
        elif finding.kind == "baseline":
            yield from differs(finding.value, self.played(metric, finding.windows["before"]))
        elif finding.kind == "change":
            before, after = (self.played(metric, finding.windows[side]) for side in ("before", "after"))
            yield from differs(finding.details["before"], before)
            yield from differs(finding.details["after"], after)
        elif finding.method == "same-seed twin" and finding.kind in {"effect", "harm", "null"}:
            window = finding.windows["after"]
            yield from differs(finding.details["after"]["value"], self.played(metric, window))
            yield from differs(finding.details["twin"]["value"], self.alone(metric, window))
            yield from differs(finding.value, self.played(metric, window) - self.alone(metric, window))

    def played(self, metric: Metric, window: Window) -> float:
        """A metric from the rows themselves."""
        inside = (self.week_of >= window.first_week) & (self.week_of <= window.last_week)

        def side(terms: Any) -> int:
            whole = 0
            for term in terms:
                rows = inside & (self.kind == term.kind)
                whole += term.sign * int(self.amount[rows].sum() if term.of == "total" else rows.sum())
            return whole

        under = side(metric.under) if metric.under else window.weeks
        return metric.scale * side(metric.over) / under

    def alone(self, metric: Metric, window: Window) -> float:
        """The same in a twin that was played for this."""
        found = metric.value(*(table[window.rows] for table in self.twin))
        assert found is not None
        return found

    def order(self, finding: Finding) -> Iterator[str]:
        """A command stands in the log, accepted, in its week."""
        frame = int(finding.evidence[0].removeprefix("#"))
        command = next(one for one in self.case.recording.commands if one.sequence == frame)
        history = self.case.scenario.weeks.history
        if not command.payload["accepted"] or command.week - history != finding.value:
            yield f"frame {frame} is of week {command.week - history}, accepted {command.payload['accepted']}"
        if f"command.{command.payload['kind']}" != finding.metric:
            yield f"frame {frame} is a {command.payload['kind']}"

    def adopted(self, finding: Finding) -> Iterator[str]:
        """Adoption x fidelity from the folded world, over the teams that are in scope."""
        numbers = {name: number for number, name in self.case.template.index.practices.items()}
        teams = len(self.case.template.index.teams)
        capacity = len(self.end["teams"]["line"])
        at = numbers[finding.for_] * capacity
        scopes = {name: self.end["scopes"][name][at : at + teams] for name in self.end["scopes"].dtype.names}
        scoped = scopes["scoped"] > 0
        if scoped.sum() != finding.details["teams"]:
            return  # some team left the scope: the folded world no longer says how many there were
        used = (scopes["adoption_ppm"] / 1e6 * scopes["fidelity_ppm"] / 1e6)[scoped].sum() / scoped.sum()
        yield from differs(finding.value, 100 * used)

    def harm(self, sentence: Sentence) -> Iterator[str]:
        """What is told as worse is worse."""
        for name in sentence.cites:
            finding = self.story.finding(name)
            metric = metrics().get(finding.metric) if finding else None
            if finding and metric and (finding.value > 0) == (metric.better == "higher"):
                yield f"{finding.metric} by {finding.value} is no harm"


def value(text: str) -> float:
    """A number as it is printed."""
    return float(text.replace("−", "-").replace("+", "").replace(",", ""))


def differs(stated: float, found: float) -> Iterator[str]:
    """Whether two numbers are not the same."""
    if abs(stated - found) > 1e-6 * max(1.0, abs(found)):
        yield f"{stated} is stated, the log has {found}"
