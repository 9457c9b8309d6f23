"""The first half of a story: result and base, the situation, what was measured, and what was done."""

from __future__ import annotations

from typing import Any, Final

from engine.evidence.findings import Finding
from engine.evidence.mechanisms import telling
from engine.story.choose import Chosen
from engine.story.governing import practice_name
from engine.story.material import Material
from engine.story.page import HARD, Part, Text, fill, name, run, words
from engine.story.passage import PAGE_ONLY, Passage, Sentence, say
from engine.story.phrases import (
    called,
    counted,
    level,
    level_unit,
    listed,
    metric_of,
    number,
    size,
    value,
    weeks,
    went,
)

_MOST_LAUNCHES = 4
_MAIN: Final = ("launch", "set_policy", "retire", "fund", "stop", "audit", "set_kpi", "rank")


def result(told: Material) -> list[Sentence]:
    """What the headline's metric did, and from where: the first two sentences of every story."""
    change = told.change(told.primary)
    title = name(told.scenario.title, 60)
    if change is None:
        finding = told.twin(told.primary) or told.one("baseline", told.primary)
        if finding is None:
            text = 'In this simulation, "{title}", no metric has enough events to be told, so I make no claim.'
            return [say(fill(text, title=title), "hedge")]
        text = (
            'In this simulation, "{title}", I ran product operations; before my first command there is too little '
            "{name} to compare with."
        )
        return [say(fill(text, title=title, name=called(metric_of(finding))), "hedge", "result")]
    metric, ends = metric_of(change), {"before": level(change, "before"), "after": level(change, "after")}
    whose = according(change)
    if change.value == 0:
        text = 'In this simulation, "{title}", {name} stayed at {after}{unit} while I ran product operations, {whose}.'
    else:
        text = (
            'In this simulation, "{title}", {name} {went} from {before} to {after}{unit} while I ran product '
            "operations, {whose}."
        )
    first = fill(
        text, whose=whose, title=title, name=called(metric), went=words(went(change)), unit=level_unit(change), **ends
    )
    return [say(first, "result", "hedge", "absolute"), say(_base(told, change), "base", "period", "relative")]


def according(change: Finding) -> Text:
    """Who says so."""
    if change.layer == "reported":
        return fill('according to "{source}"', source=name(change.details.get("source") or change.source, 40))
    return words("by the log")


def _base(told: Material, change: Finding) -> Text:
    before, after = (change.windows.get(side) for side in ("before", "after"))
    span: dict[str, Part | Text] = {
        "before": weeks(told, before or told.windows.before),
        "after": weeks(told, after or told.windows.after),
        "less": words("less" if change.value < 0 else "more"),
        "gap": HARD,
    }
    percent = change.details.get("percent")
    if percent and not change.unit.startswith("percentage points"):
        text = "That is {percent}{gap}% {less}: {after} against {before}, before I began."
        return fill(text, percent=number(change, abs(percent), 0), **span)
    if percent:
        text = "That is {size} percentage points {less}: {after} against {before}, before I began."
        return fill(text, size=size(change), **span)
    return fill("That is {after} against {before}, before I began.", **span)


def situation(told: Material, chosen: Chosen) -> Passage:
    """Result first, then what people said and what the log says of the weeks before."""
    sentences = result(told)
    baseline = chosen.slots.get(1)
    others = [f for f in told.of("baseline") if f.metric != told.primary and not f.metric.startswith(("cust.", "obs."))]
    second = next(iter(others), None)
    if baseline is not None and "low" in baseline.details:
        low, high = level(baseline, "low"), level(baseline, "high")
        text = "The true number swung between {low} and {high} before"
        parts = fill(text, low=low, high=high)
        if second is not None:
            more = fill(
                ", and {name} stood at {value}{unit}.",
                name=called(metric_of(second)),
                value=value(second),
                unit=level_unit(second),
            )
            sentences.append(say(words(parts, more), "baseline", "wobble", "source"))
        else:
            sentences.append(say(words(parts, "."), "baseline", "wobble", "source"))
    symptom = told.scenario.symptom.strip()
    if symptom:
        first = symptom.split(". ")[0].rstrip(".")
        sentences.append(say(fill('People said: "{symptom}."', symptom=name(first, 100)), "symptom", rank=1))
    customer = told.one("baseline", telling().companions(told.primary).customer)
    if customer is not None:
        text = "What customers made of it: {name} stood at {value}{unit}."
        said = fill(text, name=called(metric_of(customer)), value=value(customer), unit=level_unit(customer))
        sentences.append(say(said, "strategy", rank=2))
    for finding in others[1:4]:
        text = "{name} was {value}{unit}."
        said = fill(text, name=words(name(finding.name)), value=value(finding), unit=level_unit(finding))
        sentences.append(say(said, "baseline", rank=PAGE_ONLY))
    return Passage("situation", tuple(sentences))


# --- metrics ----------------------------------------------------------------------------------------------------------
def measured(told: Material, chosen: Chosen) -> Passage:
    """What was watched, how it is defined, what guards it, and where sources disagree."""
    if told.primary is None:
        return Passage("metrics", (say(fill("No metric has enough events behind it to be read.")),))
    from sim.metrics import metrics

    metric, beside = metrics()[told.primary], telling().companions(told.primary)
    definition = metric.definition.rstrip(".").split(";")[0]
    how = words("named beforehand") if chosen.predictions else words("fixed by the case beforehand")
    text = 'By {name} I mean "{definition}", {how}.'
    first = fill(text, name=called(metric), definition=name(definition[0].lower() + definition[1:], 140), how=how)
    sentences = [say(first, "definition", "lagging", "predeclared" if chosen.predictions else "fixed")]
    lead, guard = metrics()[beside.leading], metrics()[beside.guard]
    signs = _signs(told)
    if signs:
        text = "First signs to expect: {signs}; the guardrail: {guard}."
        said = fill(text, signs=name(signs, 110), guard=called(guard))
        sentences.append(say(said, "leading", "lag", "guardrail"))
    else:
        text = "{lead} should move first within weeks; the guardrail: {guard}."
        sentences.append(say(fill(text, lead=words(name(lead.name, 40)), guard=called(guard)), "leading", "guardrail"))
    spread = told.one("baseline", "obs.disagreement")
    source = next((s for s in told.state.get("sources", []) if s["metric"] == told.primary), None)
    if source is not None:
        late = counted(source["lag_weeks"], "week")
        when = words("without delay") if source["lag_weeks"] == 0 else words(late, " late")
        said = fill("Its report comes {when}", when=when)
        if spread is not None:
            said = words(
                said, fill(", and sources of one metric differed by {value} of their mean.", value=value(spread))
            )
        else:
            said = words(said, ".")
        sentences.append(say(said, "source", "data-lag", *(("disagreement",) if spread is not None else ()), rank=0))
    elif spread is not None:
        text = "Sources of one metric differed by {value} of their mean."
        sentences.append(say(fill(text, value=value(spread)), "source", "disagreement"))
    audits = [f for f in told.of("event") if f.metric == "command.audit"]
    if audits:
        text = "I had {what} looked into in week{gap}{week} before I trusted it."
        what = _audited(told, audits[0])
        said = fill(text, what=what, week=number(audits[0], audits[0].value), gap=HARD)
        sentences.append(say(said, "audit", rank=1))
    return Passage("metrics", tuple(sentences))


def _audited(told: Material, finding: Finding) -> Text:
    deed = next((d for d in told.deeds if d["what"] == finding.details.get("command")), None)
    asked = deed["asked"] if deed else {}
    wanted = asked.get("source") or asked.get("forum") or asked.get("intervention") or "a source"
    known = {s["id"]: s["name"] for s in told.state.get("sources", [])}
    known |= {forum.id: forum.name for forum in told.scenario.forums}
    known |= {p["intervention"]: p["name"] for p in told.state.get("practices", [])}
    label = str(known.get(wanted, wanted))
    return words('"', name(label, 40), '"')


def _signs(told: Material) -> str:
    from sim.interventions import catalogue

    for practice in told.state.get("practices", []):
        entry = catalogue().get(practice["intervention"])
        if entry is not None:
            signs = entry.first_signs.rstrip(".")
            return signs[0].lower() + signs[1:]
    return ""


# --- action -----------------------------------------------------------------------------------------------------------
def action(told: Material, chosen: Chosen) -> Passage:
    """What was started, when, where, by whom, and why that first."""
    del chosen
    events = [f for f in told.of("event") if f.metric.removeprefix("command.") in _MAIN]
    events.sort(key=lambda f: (_MAIN.index(f.metric.removeprefix("command.")) > 2, f.value, f.id))
    shown: list[Text] = []
    verbs: list[str] = []
    seen: set[tuple[str, Text]] = set()
    for finding in events:
        verb, what = _done(told, finding)
        if (verb, what) in seen or len(shown) >= _MOST_LAUNCHES:
            continue
        seen.add((verb, what))
        again = bool(verbs) and verbs[-1] == verb
        when = fill(" in week{gap}{week}", week=number(finding, finding.value), gap=HARD)
        shown.append(words("" if again else verb + " ", what, when))
        verbs.append(verb)
    if not shown:
        sentences = [say(fill("I launched nothing: I looked, asked and answered what came up."), "dated", "scope")]
        if not told.deeds:
            sentences = [say(fill("I gave no command at all; everything took its own course."), "dated")]
    else:
        sentences = [say(words("I ", listed(shown), "."), "dated", "scope", "sequence")]
    text = "The order was mine; sponsors carried it, and the teams did the work."
    sentences.append(say(fill(text), "role"))
    reason = _reason(told)
    if reason is not None:
        sentences.append(reason)
    hidden = len(events) - len(shown)
    if hidden > 0:
        sentences.append(say(fill("And {n} further orders.", n=run(hidden)), rank=3))
    refused = [d for d in told.deeds if d["outcome"] == "dropped"]
    if refused:
        sentences.append(say(fill("{n} of my commands were refused for good.", n=run(len(refused))), rank=PAGE_ONLY))
    return Passage("action", tuple(sentences))


def _reason(told: Material) -> Sentence | None:
    """Why the first launch came first: what the catalogue says that it changes."""
    practices = told.state.get("practices", [])
    if not practices:
        return None
    mechanism = practices[0]["mechanism"].rstrip(".")
    if not mechanism:
        return None
    text = "I began with the {name} rather than more people: {mechanism}."
    said = fill(text, name=practice_name(practices[0]), mechanism=name(mechanism[0].lower() + mechanism[1:], 140))
    return say(said, "why", rank=1)


def _done(told: Material, finding: Finding) -> tuple[str, Text]:
    """An order: its verb in the past tense, and what it was about."""
    deed = next(
        (d for d in told.deeds if d["what"] == finding.details.get("command") and d["outcome"] == "accepted"), None
    )
    asked: dict[str, Any] = deed["asked"] if deed else {}
    match finding.metric.removeprefix("command."):
        case "launch":
            return "launched", _launched(told, str(asked.get("intervention", "a practice")))
        case "set_policy":
            policy = str(asked.get("policy", "a policy")).replace("-", " ")
            return "set", fill("the {policy} to {value}", policy=name(policy, 30), value=_policy_value(asked))
        case "retire":
            names = {forum.id: forum.name for forum in told.scenario.forums}
            what = asked.get("forum") or asked.get("intervention") or "a forum"
            label = str(names.get(what, what))
            return "ended", fill("the {what}", what=name(label[0].lower() + label[1:], 40))
        case "fund":
            return "hired", fill(
                "{n} for {team}", n=run(asked.get("count", 1)), team=name(asked.get("team", "a team"), 30)
            )
        case "stop":
            return "stopped", counted(asked.get("count") or len(asked.get("items") or ()) or 1, "item")
        case "audit":
            return "audited", _audited(told, finding)
        case "set_kpi":
            return "had", fill("{metric} watched", metric=name(asked.get("metric", "a figure"), 30))
        case _:
            return "ordered", words(name(finding.name, 60))


def _launched(told: Material, intervention: str) -> Text:
    practice = next((p for p in told.state.get("practices", []) if p["intervention"] == intervention), None)
    if practice is None:
        return words(name(intervention, 40))
    everywhere = len(practice["teams"]) == len(told.scenario.teams)
    where = words("everywhere") if everywhere else fill("in {n}", n=counted(len(practice["teams"]), "team"))
    return fill("{name} {where}", name=practice_name(practice), where=where)


def _policy_value(asked: dict[str, Any]) -> Text:
    amount = asked.get("value")
    if asked.get("policy") == "release-interval":
        return counted(amount, "day") if isinstance(amount, int) else words(name(amount, 20))
    return words('"', name(str(amount), 20), '"')
