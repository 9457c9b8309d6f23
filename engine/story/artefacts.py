"""The artefact pack: who decides what, who does what, when forums sit, clocks, checklist, dictionary, playbook.

From what was enacted and nothing else: the state that the recording folds to at the end of tenure. Each line is
stamped by adoption x fidelity as an audit found it: "in use", "partly", "on paper"; "unverified" where nobody looked,
and "as it stood" for what nobody changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.evidence.numbers import plain
from engine.story.governing import ESCALATION, RIGHTS, ROLES
from engine.story.markdown import render
from engine.story.page import HARD, Block, Heading, Paragraph, Points, Slot, Table, Text, fill, name, run, words
from engine.story.phrases import week
from engine.story.tell import Story
from sim.metrics import metrics

STOOD: Final = "as it stood"
_DECIDES: Final = {
    "line": "what a line commits to, and its questions",
    "cross": "what crosses lines",
    "board": "whether finished work may be released",
    "status": "nothing; it informs",
}
_CHECKLIST: Final = {"CHECKLIST_REMOVAL", "ROLLBACK_READY"}


@dataclass(frozen=True)
class Artefact:
    """One artefact.

    Attributes:
        key: its file's name.
        title: for people.
        blocks: what it says, without its heading.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]


def artefacts(story: Story) -> tuple[Artefact, ...]:
    """The whole pack; an artefact of which nothing was enacted says so."""
    made = (
        ("rights-matrix", "Decision rights", _rights),
        ("raci", "Roles (RACI)", _raci),
        ("calendar", "Cadence calendar", _calendar),
        ("escalation", "Escalation clocks", _escalation),
        ("release-checklist", "Release checklist", _checklist),
        ("metric-dictionary", "Metric dictionary", _dictionary),
        ("playbook", "Playbook", _playbook),
    )
    return tuple(Artefact(key, title, tuple(make(story))) for key, title, make in made)


def artefact_text(artefact: Artefact) -> str:
    """An artefact as a file of Markdown."""
    return render((Heading(words(artefact.title), 1), *artefact.blocks))


def artefact_blocks(story: Story) -> list[Block]:
    """The pack as part of a page."""
    found: list[Block] = []
    for artefact in artefacts(story):
        found += [Heading(words(artefact.title), 3), *artefact.blocks]
    return found


# --- the seven --------------------------------------------------------------------------------------------------------
def _rights(story: Story) -> list[Block]:
    """Who decides what: forums, the practice that says so, and what was delegated to whom."""
    state = story.told.state
    rights = _practices(story, RIGHTS)
    rows: list[tuple[Text, ...]] = []
    for forum in _live(state):
        line = _line_name(story, forum["line"])
        what = (
            words(_DECIDES[forum["role"]], " (", name(line, 40), ")" if line else "")
            if line
            else words(_DECIDES[forum["role"]])
        )
        rows.append((words(name(forum["name"], 50)), what, _rate(forum), words(_stamp_of(story, forum))))
    rows += [
        (
            words(name(practice["name"], 50)),
            words(name(practice["mechanism"], 160)),
            words("–"),
            words(practice["stamp"]),
        )
        for practice in rights
    ]
    if not rows:
        return [Paragraph(fill("No forum sits and no rights were written down: nobody decides by any rule."))]
    honoured = next((f for f in story.told.of("adoption") if rights and f.for_ == rights[0]["intervention"]), None)
    caption = words("What sits at the end of tenure, and what it may decide.")
    if honoured is not None:
        share = Slot(plain(honoured.value, honoured.decimals), "finding", honoured.id)
        caption = words(
            caption, fill(" By the log, rights are honoured in {share}{gap}% of their scope.", share=share, gap=HARD)
        )
    head = ("Who", "Decides", "Decisions an hour", "Stamp")
    return [Table(head, tuple(rows), caption, left=2), *_delegated(story)]


def _delegated(story: Story) -> list[Block]:
    given = [d for d in story.told.deeds if d["kind"] == "delegate" and d["outcome"] == "accepted"]
    if not given:
        return []
    items = tuple(
        fill(
            'Cards of the type "{card}" are answered by {who}, since week{gap}{week}.',
            card=name(deed["asked"].get("card", ""), 40),
            who=name(_person(story, deed["asked"].get("role")), 50),
            week=week(story.told.calendar.tenure_week(deed["week"])),
            gap=HARD,
        )
        for deed in given
    )
    return [Points(words("Delegated."), items)]


def _raci(story: Story) -> list[Block]:
    """For each practice: who is responsible, accountable, consulted, informed."""
    rows = [
        (
            words(name(practice["name"], 50)),
            _teams(story, practice),
            words(name(_sponsor(story, practice), 50)),
            words(_consulted(story, practice)),
            words(practice["stamp"]),
        )
        for practice in _kept(story)
    ]
    if not rows:
        return [Paragraph(fill("Nothing was launched: there are no roles to write down."))]
    caption = "Responsible are the teams in scope, accountable is the sponsor; whoever sits in its forum is consulted."
    if _practices(story, ROLES):
        caption += " Roles at handoffs are written down as well."
    head = ("What", "Responsible", "Accountable", "Consulted", "Stamp")
    return [Table(head, tuple(rows), words(caption), left=5)]


def _calendar(story: Story) -> list[Block]:
    """Forums by cadence, with the hours that they take and what they decide in one."""
    forums = sorted(_live(story.told.state), key=lambda forum: (forum["cadence_days"], forum["name"]))
    if not forums:
        return [Paragraph(fill("No forum sits."))]
    rows = tuple(
        (
            words(name(forum["name"], 50)),
            words(run(forum["cadence_days"])),
            words(run(forum["seats"])),
            words(run(plain(forum["hours_a_sitting"], 1))),
            words(run(plain(forum["hours_a_quarter"], 0))),
            _rate(forum),
            words(_stamp_of(story, forum)),
        )
        for forum in forums
    )
    caption = (
        "Cadence in working days; hours are those of all seats, preparation included; decisions by an hour of seats."
    )
    head = ("Forum", "Every", "Seats", "Hours a sitting", "Hours a quarter", "Decisions an hour", "Stamp")
    blocks: list[Block] = [Table(head, rows, words(caption))]
    ended = [forum for forum in story.told.state.get("forums", []) if not forum["live"]]
    if ended:
        items = tuple(words(name(forum["name"], 50)) for forum in ended)
        blocks.append(Points(words("Ended, and no longer in the calendar."), items))
    return blocks


def _escalation(story: Story) -> list[Block]:
    """Clocks and paths: who is called, after how long."""
    state = story.told.state
    rows: list[tuple[Text, ...]] = [
        (
            words("A decision past its clock"),
            words(name(practice["mechanism"], 160)),
            _teams(story, practice),
            words(practice["stamp"]),
        )
        for practice in _practices(story, ESCALATION)
    ]
    for policy in ("emergency-path", "approval"):
        for value, lines, changed in _by_value(state, policy):
            rows.append(
                (
                    words("Outages" if policy == "emergency-path" else "Approval before a release"),
                    words(name(value, 30)),
                    _lines(story, lines),
                    words("in force" if changed else STOOD),
                )
            )
    if not rows:
        return [Paragraph(fill("No clock and no path was set."))]
    caption = "What happens when something waits too long or breaks. Policies are in force; practices are used or not."
    return [Table(("When", "Then", "Where", "Stamp"), tuple(rows), words(caption), left=4)]


def _checklist(story: Story) -> list[Block]:
    """What is asked before a release, and since when."""
    practices = _practices(story, _CHECKLIST)
    state = story.told.state
    last = state.get("last_release_week")
    items = [
        fill(
            "{item} ({stamp}; last release in week{gap}{week}).",
            item=name(clause[0].upper() + clause[1:], 120),
            stamp=words(practice["stamp"]),
            week=words("none") if last is None else words(week(last)),
            gap=HARD,
        )
        for practice in practices
        for clause in str(practice["mechanism"]).rstrip(".").split(", and ")
    ]
    for value, lines, changed in _by_value(state, "review"):
        items.append(
            fill(
                "Review: {value} on {lines} ({stamp}).",
                value=name(value, 20),
                lines=_lines(story, lines),
                stamp=words("in force" if changed else STOOD),
            )
        )
    if not practices:
        first = Paragraph(fill("No checklist was introduced; what stands below was there."))
        return [first, Points(words("Asked before a release."), tuple(items))] if items else [first]
    return [Points(words("Asked before a release."), tuple(items))]


def _dictionary(story: Story) -> list[Block]:
    """Sources by metric: definition, owner, delay, known breaks, and whether anybody looked behind them."""
    rows = []
    for source in story.told.state.get("sources", []):
        metric = metrics().get(source["metric"])
        counts = metrics().get(source["definition"])
        audit = source["audited"]
        looked: Text = words("unverified")
        if audit is not None:
            looked = fill("audited in week{gap}{week}", week=week(audit["week"]), gap=HARD)
        breaks = fill("{n} known", n=run(source["breaks"])) if source["breaks"] else words("none known")
        rows.append(
            (
                words(name(metric.name if metric else source["metric"], 40)),
                words(name(source["name"], 50)),
                words(
                    name(counts.definition if counts else source["definition"], 160),
                    "" if source["agreed"] else "; not the agreed definition",
                ),
                words(name(_team(story, source["team"]), 40)),
                words(run(source["lag_weeks"])),
                breaks,
                looked,
            )
        )
    if not rows:
        return [Paragraph(fill("No source reports anything here."))]
    caption = "Lineage: each row is one source; delay in weeks. A source that counts something else says so."
    head = ("Metric", "Source", "Counts", "Owner", "Delay", "Breaks", "Stamp")
    return [Table(head, tuple(rows), words(caption), left=7)]


def _playbook(story: Story) -> list[Block]:
    """What was introduced, how, when, and how far it got."""
    found: list[Block] = []
    for practice in story.told.state.get("practices", []):
        adopted = next((f for f in story.told.of("adoption") if f.for_ == practice["intervention"]), None)
        items = [
            fill("What it changes: {mechanism}", mechanism=name(practice["mechanism"], 200)),
            fill("Where: {teams}.", teams=_teams(story, practice)),
            fill("Sponsor: {who}.", who=name(_sponsor(story, practice), 50)),
            fill(
                "Launched in week{gap}{week}{live}.",
                gap=HARD,
                week=week(practice["launch_week"]),
                live=_since(practice),
            ),
        ]
        if adopted is not None:
            share = Slot(plain(adopted.value, adopted.decimals), "finding", adopted.id)
            items.append(fill("In use as meant, by the log: {share}{gap}% of its scope.", share=share, gap=HARD))
        stamp = "ended" if practice["retired_week"] is not None else practice["stamp"]
        intro = fill("{name}: {stamp}.", name=name(practice["name"], 60), stamp=words(stamp))
        found.append(Points(intro, tuple(items)))
    return found or [Paragraph(fill("Nothing was introduced: there is nothing to write a playbook of."))]


# --- what they share --------------------------------------------------------------------------------------------------
def _live(state: Any) -> list[dict[str, Any]]:
    return [forum for forum in state.get("forums", []) if forum["live"]]


def _kept(story: Story) -> list[dict[str, Any]]:
    return [p for p in story.told.state.get("practices", []) if p["retired_week"] is None]


def _practices(story: Story, levers: set[str]) -> list[dict[str, Any]]:
    return [p for p in _kept(story) if levers & set(p["levers"])]


def _stamp_of(story: Story, forum: dict[str, Any]) -> str:
    """A forum that a practice seated has its stamp; one that was there sits, or was looked into."""
    for practice in _kept(story):
        if practice["intervention"] == forum["seated_by"]:
            return str(practice["stamp"])
    return STOOD


def _rate(forum: dict[str, Any]) -> Text:
    return words("–") if forum["decisions_an_hour"] is None else words(run(plain(forum["decisions_an_hour"], 2)))


def _line_name(story: Story, line: str | None) -> str:
    return next((known.name for known in story.told.scenario.lines if known.id == line), "")


def _team(story: Story, team: str) -> str:
    return next((known.name for known in story.told.scenario.teams if known.id == team), team)


def _person(story: Story, person: object) -> str:
    return next((known.name for known in story.told.scenario.sponsors if known.id == person), str(person or "nobody"))


def _sponsor(story: Story, practice: dict[str, Any]) -> str:
    for deed in story.told.deeds:
        if (
            deed["kind"] == "launch"
            and deed["outcome"] == "accepted"
            and deed["asked"].get("intervention") == practice["intervention"]
        ):
            return _person(story, deed["asked"].get("sponsor"))
    return "nobody"


def _consulted(story: Story, practice: dict[str, Any]) -> Slot | str:
    seated = [f for f in _live(story.told.state) if f["seated_by"] == practice["intervention"]]
    return name(seated[0]["name"], 40) if seated else "–"


def _teams(story: Story, practice: dict[str, Any]) -> Text:
    if len(practice["teams"]) == len(story.told.scenario.teams):
        return words("all teams")
    return words(name(", ".join(_team(story, team) for team in practice["teams"]), 200))


def _since(practice: dict[str, Any]) -> Text:
    if practice["half_week"] is None:
        return words("; half of its scope never used it")
    return fill(", half adopted in week{gap}{week}", gap=HARD, week=week(practice["half_week"]))


def _by_value(state: Any, policy: str) -> list[tuple[str, list[str], bool]]:
    """A policy's values, each with its lines and whether it was changed."""
    found: dict[tuple[str, bool], list[str]] = {}
    for entry in state.get("policies", []):
        if entry["policy"] == policy:
            found.setdefault((str(entry["value"]), entry["changed"]), []).append(entry["line"])
    return [(value, lines, changed) for (value, changed), lines in found.items()]


def _lines(story: Story, lines: list[str]) -> Text:
    if len(lines) == len(story.told.scenario.lines):
        return words("every line")
    return words(name(", ".join(_line_name(story, line) for line in lines), 160))
