"""The second half of the first story: what it cost, what got worse, what it cannot show, and its receipts."""

from __future__ import annotations

from engine.evidence import Finding
from engine.evidence.findings import ACROSS, negligible
from engine.evidence.numbers import plain
from engine.story.facts import Facts
from engine.story.page import HARD, Block, Heading, Paragraph, Points, Slot, Text, fill, join, name, run, words
from engine.story.phrases import end, signed, unit, weeks

_COSTS = {
    "cost.governance": "Governing took {spent} h; the twin's inherited forums {twin} h. Difference: {extra} h. {ref}",
    "cost.capital": "Political capital spent: {spent} points; twin {twin}. {ref}",
    "cost.time": "Commands took {spent} h of your own weeks; twin {twin}. {ref}",
    "cost.hires": "People hired: {spent}; twin {twin}. {ref}",
    "cost.stopped": "Hours sunk in work that was stopped on purpose: {spent}; twin {twin}. {ref}",
    "cost.transition": "Items live in the transition, {weeks}: {spent}; twin {twin}; difference {extra}. {ref}",
}


def costs(facts: Facts) -> list[Block]:
    """Hours, capital, people, and what was not delivered meanwhile."""
    items = []
    for cost_id, cost in facts.costs.items():
        finding = facts.get("cost", cost_id, "same-seed twin")
        if finding is None:
            continue
        template = _COSTS.get(cost_id, "{name}: {spent}; twin {twin}. {ref}")
        items.append(
            fill(
                template,
                name=words(cost.of.name),
                spent=_of(finding, cost.spent),
                twin=_of(finding, cost.twin),
                extra=_of(finding, cost.extra, sign=True),
                weeks=weeks(facts, cost.window),
                ref=facts.refer(finding),
            )
        )
    intro = fill("From the first command to the end of tenure, {weeks}.", weeks=weeks(facts, facts.windows.governed))
    return [Heading(words("What it cost")), Points(intro, tuple(items))]


def harms(facts: Facts) -> list[Block]:
    """The worst of what went wrong, clear or not; where nothing did, what did not move. Never silence."""
    blocks: list[Block] = [Heading(words("What got worse"))]
    told = [
        _harm(facts, finding)
        for (kind, *_), finding in facts.findings.items()
        if kind == "harm" or (kind == "null" and finding.kind == "null")
    ]
    if not told:
        text = fill("Not known. No metric has enough events to say that it got worse, or that it did not.")
        return [*blocks, Paragraph(text)]
    worst = {finding.metric for (kind, *_), finding in facts.findings.items() if kind == "harm"}
    others = [
        fill(
            "{name} {effect}{unit} {ref}",
            name=words(compared.metric.name),
            effect=signed(effect),
            unit=unit(effect.unit),
            ref=facts.refer(effect),
        )
        for compared, effect in facts.effects()
        if effect.direction == "worse" and compared.metric.id not in worst
    ]
    blocks += [Paragraph(text) for text in told]
    if others:
        blocks.append(Paragraph(words("Also worse than the twin in this world: ", join(others), ".")))
    return blocks


def _harm(facts: Facts, finding: Finding) -> Text:
    slots: dict[str, Text | Slot | str] = {
        "name": words(finding.name),
        "effect": signed(finding),
        "unit": unit(finding.unit),
        "ref": facts.refer(finding),
    }
    if finding.scope == ACROSS:
        slots |= {"low": end(finding, 0), "high": end(finding, 1), "n": run(len(finding.seeds)), "gap": HARD}
        if finding.kind == "null":
            said = (
                "did not measurably move"
                if negligible(finding)
                else "shows no clear movement, nor that it stood still,"
            )
            return fill(
                "No metric that may be cited got worse. {name} {said} across {n} other worlds: {effect}{unit} "
                "({low}{gap}to{gap}{high}). {ref}",
                said=words(said),
                **slots,
            )
        clear = finding.direction != "no clear difference"
        said = "and the interval leaves out zero" if clear else "though the interval holds zero"
        return fill(
            "Across {n} other worlds the largest adverse mean is {name}: {effect}{unit} ({low}{gap}to{gap}{high}), "
            "{said}. {ref}",
            said=words(said),
            **slots,
        )
    slots["twin"] = _of(finding, finding.baseline or 0.0)
    if finding.kind == "null":
        return fill(
            "No metric that may be cited is worse than in the twin. The one that moved least is {name}: "
            "{effect}{unit} from {twin}. {ref}",
            **slots,
        )
    return fill(
        "{name} got worse: {effect}{unit} against the twin's {twin}, in proportion the largest harm in "
        "this one world. {ref}",
        **slots,
    )


def limits(facts: Facts) -> list[Block]:
    """What this cannot show."""
    given, windows = facts.given, facts.windows
    items = [
        fill("It is a simulation. The company, its people and its customers are invented; so is the twin."),
        fill(
            "One world, seed {seed}. The twin's differences are exact there and prove nothing elsewhere.",
            seed=run(given.run.seed),
        ),
        fill("Values are the world's true ones. Nobody inside the company sees them, and nobody at work owns a twin."),
        fill("The commands are told as one plan. Which of them did what is not separated here."),
        fill(
            '"After" is the end of tenure, {weeks}, not the weeks after adoption passed its midpoint.',
            weeks=weeks(facts, windows.after),
        ),
        fill(
            "{n} metrics were looked at. No size was predicted beforehand, so every number is told as found.",
            n=run(len(facts.comparisons)),
        ),
    ]
    if "short-baseline" in windows.caveats:
        items.append(fill("The baseline is too short to be cited."))
    if "short-after" in windows.caveats:
        items.append(fill('The window called "after" is too short to be cited.'))
    if "uneven" in windows.caveats:
        items.append(
            fill("The windows differ in length, or do not hold whole cadences of the rarest forum or release.")
        )
    if given.panel is None:
        items.append(fill("No other world was run: how much of this was luck is not known."))
    else:
        items.append(_panel_limit(facts))
    return [Heading(words("Limits")), Points(fill("What this cannot show."), tuple(items))]


def _panel_limit(facts: Facts) -> Text:
    panel = facts.given.panel
    assert panel is not None
    text = fill("Elsewhere commands keep their weeks and cannot react: a plan undersells a player who does.")
    if panel.executed is not None and panel.executed < 1:
        share = run(plain(100 * panel.executed, 0))
        text = words(text, " ", fill("{share} % of its commands were possible there.", share=share))
    return text


def receipts(facts: Facts) -> list[Block]:
    """Which findings were told, and where in the log each has its numbers."""
    given = facts.given
    told = facts.cited
    counts = {kind: sum(key[0] == kind for key in facts.findings) for kind in ("harm", "null")}
    intro = fill(
        "{told} of {all} findings told; harms listed: {harms}, nulls: {nulls}. {scenario}, version {version}, seed "
        "{seed}, rules {rules}, kernel {kernel}, log {log}.",
        told=run(len(told)),
        all=run(len(facts.findings)),
        harms=run(counts["harm"]),
        nulls=run(counts["null"]),
        scenario=name(given.about.id, 60),
        version=run(given.about.version),
        seed=run(given.run.seed),
        rules=run(given.run.rules_version),
        kernel=name(given.run.kernel[:8] or "unknown", 8),
        log=name(given.run.chain[:8] or "unknown", 8),
    )
    items = tuple(
        fill(
            "{ref} {id} {kind} {metric} {scope}{evidence}",
            ref=facts.refer(finding),
            id=run(finding.id),
            kind=words(finding.kind),
            metric=name(finding.metric),
            scope=fill("({scope})", scope=words(finding.scope)),
            evidence=fill(" {evidence}", evidence=run(" ".join(finding.evidence))) if finding.evidence else "",
        )
        for finding in told
    )
    return [Heading(words("Receipts")), Points(intro, items)]


def _of(finding: Finding, value: float, *, sign: bool = False) -> Slot:
    return Slot(plain(value, finding.decimals, signed=sign), "finding", finding.id)
