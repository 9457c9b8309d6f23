"""The second half of a story: what it cost, what came of it, what that cannot show, and what the replay shows."""

from __future__ import annotations

from dataclasses import replace

from engine.evidence.findings import Finding
from engine.evidence.mechanisms import telling
from engine.story.choose import Chosen
from engine.story.claims import claimed, estimate
from engine.story.material import Material, adverse, clear, rank, whole
from engine.story.opening import result
from engine.story.page import HARD, Part, Text, fill, name, run, words
from engine.story.passage import PAGE_ONLY, Passage, Sentence, say
from engine.story.phrases import (
    called,
    interval,
    label,
    level,
    level_unit,
    listed,
    metric_of,
    number,
    size,
    unit,
    value,
    week,
    went,
)

_LOAD = "gov.hours"


def headline(told: Material, chosen: Chosen) -> tuple[Sentence, ...]:
    """Result and base, what was estimated then, one limit, and what the replay says."""
    sentences = result(told)
    known = told.known(told.primary)
    if known and claimed(told, known[0]):
        sentences.append(estimate(told, known[0]))
    if neutral(told):
        sentences.append(say(fill("By itself that is neither good nor bad."), "limit"))
    elif not beneficial(told):
        sentences.append(say(fill("I claim no benefit from it."), "no-claim", "limit"))
    else:
        sentences.append(say(fill("Before and after cannot show what would have come anyway."), "limit"))
    twin = told.twin(told.primary)
    if twin is not None and twin.baseline is not None:
        text = "Replayed without me, it truly ends at {twin}, not {after}."
        if same(twin):
            text = "Replayed without me, it ends at {twin} too."
        said = fill(text, twin=level(twin, "twin"), after=level(twin, "after"))
        sentences.append(say(said, "replay", rank=1))
    del chosen
    return tuple(sentences)


def beneficial(told: Material) -> bool:
    """Whether a story may speak of a benefit: the plan helps on average, or here where nothing else was run."""
    if told.placebo:
        return False
    later = told.expected(told.primary) or told.twin(told.primary)
    return later is not None and clear(later) and later.direction == "better"


def neutral(told: Material) -> bool:
    """Whether the headline's metric has no good direction."""
    from sim.metrics import metrics

    return told.primary is not None and not told.placebo and metrics()[told.primary].better == "near"


# --- cost -------------------------------------------------------------------------------------------------------------
def cost(told: Material, chosen: Chosen) -> Passage:
    """Hours, capital, delay, and the worst that came of it."""
    sentences: list[Sentence] = []
    load = told.true_change(_LOAD)
    spent, capital = told.one("cost", "cost.governance"), told.one("cost", "cost.capital")
    if load is not None:
        text = "Governing took {after} hours a person and week, {before} before"
        said = fill(text, after=level(load, "after"), before=level(load, "before"))
        if spent is not None and spent.value != 0:
            more = "; {extra} hours {more} than without me"
            said = words(said, fill(more, extra=size(spent), more=words("more" if spent.value > 0 else "fewer")))
        if capital is not None and capital.details.get("spent"):
            said = words(
                said,
                fill(", and {points} points of political capital", points=number(capital, capital.details["spent"], 0)),
            )
        sentences.append(say(words(said, "."), "hours", "cost"))
    elif spent is not None:
        text = "Governing took {extra} hours {more} than the same world without me."
        said = fill(text, extra=size(spent), more=words("more" if spent.value >= 0 else "fewer"))
        sentences.append(say(said, "hours", "cost"))
    sentences.append(_negative(told, chosen))
    waiting = told.one("cost", "cost.transition")
    if waiting is not None and waiting.value != 0:
        text = "While it settled in, {size} items {less} went live than without me."
        said = fill(text, size=size(waiting), less=words("more" if waiting.value > 0 else "fewer"))
        sentences.append(say(said, "delay", rank=1))
    mine = told.one("cost", "cost.time")
    if mine is not None and mine.details.get("spent"):
        text = "It took {hours} hours of my own."
        sentences.append(say(fill(text, hours=number(mine, mine.details["spent"], 0)), "own-hours", rank=2))
    for finding in told.of("cost", metric="ledger.waiting"):
        if finding.value > 0 and finding.details.get("days_each"):
            text = "{name} delayed {n} items by {days} days each."
            said = fill(
                text,
                name=words(name(_practice_name(told, finding.for_), 40)),
                n=number(finding, finding.details["items"], 0),
                days=number(finding, finding.details["days_each"], 1),
            )
            sentences.append(say(said, "delay", rank=PAGE_ONLY))
    sentences += [say(_worse(told, finding), "harm", rank=PAGE_ONLY) for finding in chosen.harms[1:4]]
    return Passage("cost", tuple(sentences))


def _negative(told: Material, chosen: Chosen) -> Sentence:
    finding = chosen.negative
    if finding is None:
        return say(fill("Whether anything got worse is not known: there is too little of everything."), "unknown")
    if adverse(finding):
        return say(_worse(told, finding), "harm")
    text = "{name} did not measurably move"
    said = fill(text, name=words(name(finding.name, 50)))
    if finding.interval is not None:
        said = words(
            said,
            fill(
                " over {n} other worlds: {value}{unit} {range}.",
                n=run(len(finding.seeds)),
                value=value(finding, signed=True),
                unit=unit(finding),
                range=interval(finding),
            ),
        )
    else:
        said = words(said, fill(": {value}{unit}.", value=value(finding, signed=True), unit=unit(finding)))
    return say(said, "null")


def _worse(told: Material, finding: Finding) -> Text:
    slots: dict[str, Part | Text] = {
        "name": label(told, finding),
        "value": value(finding, signed=True),
        "unit": unit(finding),
    }
    if finding.interval is not None and finding.scope == "across worlds":
        sure = words("" if clear(finding) else ", not clearly")
        text = "{name} got worse over {n} other worlds: {value}{unit} {range}{sure}."
        return fill(text, range=interval(finding), n=run(len(finding.seeds)), sure=sure, **slots)
    return fill("{name} got worse than without me, in this one world: {value}{unit}.", **slots)


# --- result -----------------------------------------------------------------------------------------------------------
def outcome(told: Material, chosen: Chosen) -> Passage:
    """What could be known then: a comparison where there was one, the early sign, customers, and predictions."""
    sentences: list[Sentence] = []
    known = told.known(told.primary)
    beside = telling().companions(told.primary)
    if known:
        sentences.append(estimate(told, known[0]))
    else:
        text = "I had no comparison of my own then, so what moved it I do not say."
        sentences.append(say(fill(text), "no-comparison", "no-claim"))
    lead = told.change(beside.leading)
    if lead is not None and lead.value != 0:
        sentences.append(say(_went(lead, ", the early sign,"), "leading-moved", rank=1))
    sentences.append(_customers(told, chosen))
    guard = told.change(beside.guard)
    if guard is not None and guard.value != 0:
        sentences.append(say(_went(guard, ", the guardrail,"), "guard-moved", rank=1))
    if chosen.predictions:
        sentences.append(_predictions(told, chosen.predictions))
    others = sorted((f for f in told.known() if f.metric != told.primary and f.for_ != "plan"), key=rank)
    sentences += [replace(estimate(told, finding), rank=PAGE_ONLY) for finding in others[:2]]
    for metric in ("dec.latency", "flow.thru"):
        change = told.change(metric)
        if change is not None and change.value != 0 and metric not in {told.primary, beside.leading, beside.guard}:
            sentences.append(say(_went(change, ""), "other", rank=2))
    return Passage("result", tuple(sentences))


def _customers(told: Material, chosen: Chosen) -> Sentence:
    """What customers' own number did, and that renewals come later."""
    change = chosen.slots.get(9)
    late = words("; renewals follow up to a contract later.")
    if change is None:
        said = words("Of customers' own numbers too few are in to be told", late)
        return say(said, "cohort-lag")
    if change.metric == told.primary:
        return say(words("That is the customers' own number", late), "customer", "cohort-lag")
    slots: dict[str, Part | Text] = {
        "name": called(metric_of(change)),
        "after": level(change, "after"),
        "unit": level_unit(change),
    }
    if change.value == 0:
        return say(
            words(fill("For customers, {name} stayed at {after}{unit}", **slots), late), "customer", "cohort-lag"
        )
    text = "For customers, {name} {went} from {before} to {after}{unit}"
    said = fill(text, went=words(went(change)), before=level(change, "before"), **slots)
    return say(words(said, late), "customer", "cohort-lag")


def _went(change: Finding, aside: str) -> Text:
    return fill(
        "{name}{aside} {went} from {before} to {after}{unit}{whose}.",
        whose=words(" as reported" if change.layer == "reported" else ""),
        name=words(name(change.name, 50)),
        aside=words(aside),
        went=words(went(change)),
        before=level(change, "before"),
        after=level(change, "after"),
        unit=level_unit(change),
    )


def _predictions(told: Material, predictions: tuple[Finding, ...]) -> Sentence:
    """What was predicted beforehand, and whether it came so: every primary one, right or wrong."""
    clauses: list[Text] = []
    for finding in predictions:
        hit = finding.details.get("hit")
        came = "it came so" if hit else "it did not" if hit is not None else "nobody can say"
        way = {"up": "up", "down": "down", "flat": "flat"}.get(str(finding.details.get("direction")), "to move")
        text = "{name} {way} by week{gap}{week}: {came} ({value}{unit})"
        due = finding.windows.get("due")
        clauses.append(
            fill(
                text,
                name=called(finding),
                way=words(way),
                week=week(told.calendar.tenure_week(due.last_week)) if due else run("?"),
                gap=HARD,
                came=words(came),
                value=value(finding, signed=True),
                unit=unit(finding),
            )
        )
    return say(words("I had predicted ", listed(clauses, "; "), "."), "prediction")


# --- limits -----------------------------------------------------------------------------------------------------------
def limits(told: Material, chosen: Chosen) -> Passage:
    """What all of this cannot show."""
    del chosen
    sentences = [
        say(
            fill("This cannot show that a real company would move."),
            "cannot-show",
            "hedge",
        ),
        say(
            fill("Season, mix and a bad quarter passing are in before and after too."),
            "rivals",
        ),
    ]
    sentences.append(say(fill("Numbers without a report are the log's own count."), "layers", rank=1))
    looked = next((f for f in told.of("effect") if f.looked_at > 1), None)
    if looked is not None:
        text = "{n} metrics were looked at."
        sentences.append(say(fill(text, n=run(looked.looked_at)), "looked", rank=1))
    caveats = told.windows.caveats
    if "late-adoption" in caveats:
        text = "The last launch came too late for weeks of its own."
        sentences.append(say(fill(text), "caveat", rank=2))
    if "short-baseline" in caveats:
        sentences.append(say(fill("The baseline is too short to be cited."), "caveat", rank=1))
    if "short-after" in caveats:
        sentences.append(say(fill("The weeks afterwards are too few to be cited."), "caveat", rank=1))
    if told.expected(told.primary) is not None:
        text = "Elsewhere commands keep their weeks and cannot react: a plan undersells a player who does."
        sentences.append(say(fill(text), "caveat", rank=PAGE_ONLY))
    else:
        text = "No other world was run: how much of this was luck is not known."
        sentences.append(say(fill(text), "luck", rank=1))
    return Passage("limits", tuple(sentences))


# --- reflection -------------------------------------------------------------------------------------------------------
def reflection(told: Material, chosen: Chosen) -> Passage:
    """What the replay shows, which nobody at work would have: the twin, other worlds, what lasted, and a lesson."""
    sentences: list[Sentence] = []
    twin, expected = told.twin(told.primary), told.expected(told.primary)
    if twin is not None:
        sentences.append(say(_replayed(told, twin), "replay", "counterfactual"))
    if expected is not None:
        text = "Over {n} other worlds the plan moves it by {value}{unit} {range}{clear}."
        sure = words("" if clear(expected) else ": no clear difference")
        said = fill(
            text,
            n=run(len(expected.seeds)),
            value=value(expected, signed=True),
            unit=unit(expected),
            range=interval(expected),
            clear=sure,
        )
        sentences.append(say(said, "interval", "worlds", "absolute"))
    if not beneficial(told) and not neutral(told):
        sentences.append(say(fill("So I claim no benefit."), "no-claim"))
    known = [f for f in told.known(told.primary) if claimed(told, f)]
    if known and expected is not None and known[0].interval is not None:
        low, high = known[0].interval
        inside = low <= expected.value <= high
        text = (
            "That lies inside the range I gave then."
            if inside
            else "That lies outside the range I gave then: I was off."
        )
        sentences.append(say(fill(text), "checked", rank=1))
    sentences += _taken_apart(told)
    lasting = chosen.slots.get(10)
    if lasting is not None:
        text = "{weeks} weeks after I left, {share}{gap}% of that difference remained."
        said = fill(text, weeks=number(lasting, lasting.details["weeks"], 0), share=value(lasting), gap=HARD)
        if lasting.value > 100:
            text = "{weeks} weeks after I left, that difference had grown to {later}."
            later = number(lasting, lasting.details["later"], metric_of(lasting).decimals, signed=True)
            said = fill(text, weeks=number(lasting, lasting.details["weeks"], 0), later=later)
        elif lasting.value <= 0:
            text = "{weeks} weeks after I left, nothing of that difference remained."
            said = fill(text, weeks=number(lasting, lasting.details["weeks"], 0))
        sentences.append(say(said, "durability"))
    sentences.append(_lesson(told, chosen))
    return Passage("reflection", tuple(sentences))


def _practice_name(told: Material, tag: str) -> str:
    """What people call what a tag is for."""
    for practice in told.state.get("practices", []):
        if practice["intervention"] == tag:
            return str(practice["name"])
    return "what was for nothing in particular" if tag == "general" else tag.replace("-", " ")


def _taken_apart(told: Material) -> list[Sentence]:
    """Which part of the plan did it, and how much was luck: on the page only, in words where parts work together."""
    found: list[Sentence] = []
    shares = [f for f in told.of("attribution", metric=told.primary) if f.method in {"exact shares", "sampled shares"}]
    for finding in sorted((f for f in shares if clear(f)), key=rank)[:3]:
        together = [c for c in finding.caveats if c not in told.windows.caveats]
        text = "The share of {name} in that is {value}{unit} {range}{words}."
        said = fill(
            text,
            name=words(name(_practice_name(told, finding.for_), 40)),
            value=value(finding, signed=True),
            unit=unit(finding),
            range=interval(finding),
            words=words("; ", name(together[0], 60)) if together else "",
        )
        found.append(say(said, "attribution", rank=PAGE_ONLY))
    lucky = next((f for f in told.of("attribution", metric=told.primary, method="luck") if f.for_ == "luck"), None)
    if lucky is not None:
        text = "Luck or adaptation added {value}{unit} here."
        said = fill(text, value=value(lucky, signed=True), unit=unit(lucky))
        found.append(say(said, "luck", rank=PAGE_ONLY))
    return found


def same(twin: Finding) -> bool:
    """Whether the world and its twin look the same once they are printed."""
    return level(twin, "twin").text == level(twin, "after").text


def _replayed(told: Material, twin: Finding) -> Text:
    text = "Replayed without me, it truly ends at {twin}, not {after}"
    said = fill(text, twin=level(twin, "twin"), after=level(twin, "after"))
    if same(twin):
        said = fill("Replayed without me, it ends at {twin} too", twin=level(twin, "twin"))
    if twin.value == 0:
        return words(said, ": I changed nothing here.")
    if told.placebo:
        return words(said, fill(": here the difference is {value}.", value=value(twin, signed=True)))
    more = ": here the difference is {value}, {direction}."
    direction = {"no clear direction": "neither good nor bad"}.get(twin.direction, twin.direction)
    return words(said, fill(more, value=value(twin, signed=True), direction=words(direction)))


def _lesson(told: Material, chosen: Chosen) -> Sentence:
    """What would be done differently: from a branch that was replayed, or else from what got worse."""
    lessons = sorted((f for f in told.of("lesson", method="branch") if clear(f) and f.direction == "better"), key=rank)
    if lessons:
        finding = lessons[0]
        text = "Next time I would take another turn: replayed, {name} did better by {value}{unit}{range}."
        said = fill(
            text,
            name=words(name(finding.name, 60)),
            value=size(finding),
            unit=unit(finding),
            range=words(" ", interval(finding)) if finding.interval else (),
        )
        return say(said, "lesson", "re-run")
    worst = next((f for f in chosen.harms if whole(f)), None)
    if worst is not None:
        text = "Next time I would predict {name} before I start, and guard it."
        return say(fill(text, name=label(told, worst, inside=True)), "lesson")
    text = "Next time I would write down beforehand what I expect, and how I would know."
    return say(fill(text), "lesson")
