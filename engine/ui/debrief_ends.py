"""Pages 9 to 11 of the debrief: what lasted, the textbook, and findings with grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.ui import texts
from engine.ui.debrief_truth import waiting
from engine.ui.debriefing import OUTCOME, about, own_metrics, points
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import Open
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.panels import Nothing, Panel, Sheet
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label

if TYPE_CHECKING:
    from engine.play.studies import Told
    from engine.ui.screens.debrief import DebriefScreen

say = texts.say
_LETTERS = ((80, "A"), (65, "B"), (50, "C"), (35, "D"), (0, "E"))
_MOST_FINDINGS = 40


# -- Page 9 ------------------------------------------------------------------------------------------------------------


def aftermath(shown: DebriefScreen) -> list[Widget]:
    """What went on without you."""
    told = shown.told
    assert told is not None
    weeks = int(told.run["aftermath"])
    if not weeks:
        return [Sheet(Nothing(say("debrief.no_aftermath"), icon="hourglass"))]
    found = [
        f
        for study in ("enacted", "ledger")
        for f in told.studies.get(study, {}).get("findings", ())
        if f["kind"] == "durability"
    ]
    if "ledger" not in told.studies:
        return waiting(say("debrief.page_9"))
    columns = [Column(say("debrief.finding"), share=1.0, cuts=True), Column(say("debrief.after_weeks", weeks=weeks))]
    rows = [[_title(one), str(one["text"])] for one in found]
    if not rows:
        return [Sheet(Nothing(say("debrief.nothing_lasted", weeks=weeks), icon="hourglass"))]
    return [Panel(say("debrief.lasted"), Table(columns, rows, chooses=False), icon="hourglass"), *_last_values(told)]


def _last_values(told: Told) -> list[Widget]:
    """The last figures of each metric, beside the twin's."""
    series = told.table("series", "metrics")
    if not series:
        return []
    rows = []
    for metric in own_metrics(told):
        one = series[metric]
        ends = [
            next((value for value in reversed(one[name]) if value is not None), None) for name in ("played", "twin")
        ]
        known = about(told, metric)
        cells = ["–" if end is None else number(end, known["decimals"]) for end in ends]
        rows.append([say("debrief.named", name=known["name"], unit=known["unit"]), *cells])
    columns = [
        Column(say("debrief.metric"), share=1.0),
        Column(say("debrief.played"), "right"),
        Column(say("debrief.without_you"), "right"),
    ]
    return [Panel(say("debrief.at_the_end"), Table(columns, rows, chooses=False), icon="chart-line")]


# -- Page 10 -----------------------------------------------------------------------------------------------------------


def textbook(shown: DebriefScreen) -> list[Widget]:
    """What somebody who knew would have done, beside what you did."""
    told = shown.told
    assert told is not None
    if not told.textbook:
        return waiting(say("debrief.page_10"))
    book = told.textbook[0]
    if book is None:
        return [Sheet(Nothing(say("debrief.no_textbook"), icon="book-open"))]
    theirs = [_command(one[0], one[1]) for one in book["commands"]]
    yours = [_command(one[0], one[1], one[2]) for one in book["yours"]]
    wide = Style(grow=1, basis=0, min_width=280)
    left = Panel(say("debrief.theirs"), *theirs, icon="book-open", gap=6, style=wide)
    right = Panel(
        say("debrief.yours"),
        *(yours or [Label(say("debrief.did_nothing"), "body", "muted")]),
        icon="route",
        gap=6,
        style=wide,
    )
    note = Sheet(Label(book["title"], "subheading"), Label(book["note"], "lead"), *_scores(told))
    if shown.stage.theme.text_percent > 100:
        left.style = right.style = Style(padding=16, gap=6, shrink=0)
        return [note, column(left, right, gap=12)]
    return [note, row(left, right, gap=12, align="stretch")]


def _scores(told: Told) -> list[Widget]:
    compared = told.table("luck", "compared")
    if compared is None:
        return []
    words = say("debrief.book_score", plan=points(compared["plan"]), worlds=compared["worlds"])
    return [Label(words, "body", "muted")]


def _command(week: int, text: str, accepted: bool = True) -> Widget:
    words = say("debrief.command", week=week, what=text[:1].upper() + text[1:])
    if accepted:
        return Label(words)
    return Label(say("debrief.command_refused", what=words), "body", "muted")


# -- Page 11 -----------------------------------------------------------------------------------------------------------


def findings(shown: DebriefScreen) -> list[Widget]:
    """Three grades, never added; ribbons; and what may be cited."""
    told = shown.told
    assert told is not None
    grades = row(_outcome(told), _evidence(told), _story(told), gap=12, align="stretch", wrap=True)
    ribbons = list(told.grades.get("ribbons", ())) if told.grades else []
    chips = [Chip(str(name), icon="trophy", colour="watch") for name in ribbons]
    note = (
        row(Label(say("debrief.ribbons"), "label", "muted"), *chips, gap=8, wrap=True)
        if chips
        else Label(say("debrief.no_ribbons"), "body", "muted")
    )
    buttons = row(
        Button(
            say("debrief.write"),
            lambda: Open("stories"),
            icon="notebook-pen",
            key="write",
            says=say("debrief.write_says"),
        ),
        Button(
            say("debrief.branch"),
            lambda: Open("timeline"),
            icon="git-branch",
            key="branch",
            says=say("debrief.branch_says"),
        ),
        wrap=True,
    )
    return [grades, note, buttons, *_list(told)]


def _grade(title: str, grade: str, lines: Sequence[str], icon: str) -> Widget:
    return Panel(
        title,
        Label(grade, "title"),
        *(Label(line, "body", "muted") for line in lines if line),
        icon=icon,
        gap=6,
        style=Style(grow=1, basis=0, min_width=250),
    )


def _outcome(told: Told) -> Widget:
    title = say("debrief.grade_outcome")
    if not told.outcome:
        return _grade(title, "…", [say("debrief.grade_waits")], "trophy")
    one = told.outcome[0]
    if one is None or one["skill"] is None:
        return _grade(title, "–", [say("debrief.grade_unscored")], "trophy")
    metal = one["grade"]
    medal = say(f"debrief.medal_{metal}")
    lines = [say("debrief.grade_o", value=points(one["skill"]))]
    if one["interval"]:
        low, high = (points(end) for end in one["interval"])
        lines.append(say("debrief.grade_interval", low=low, high=high))
    if one["luck"]:
        lines.append(say("debrief.grade_luck", luck=points(one["luck"]["fit"] + one["luck"]["weather"])))
    return _grade(title, medal, lines, "trophy")


def _evidence(told: Told) -> Widget:
    title = say("debrief.grade_evidence")
    if not told.grades:
        return _grade(title, "…", [say("debrief.grade_waits")], "scale")
    parts = [
        say("debrief.part", name=say(f"debrief.part_{name}"), got=number(got, 0), most=number(most, 0))
        for name, (got, most) in told.grades["parts"].items()
    ]
    total = say("debrief.letter", letter=told.grades["letter"], points=number(told.grades["total"], 0))
    return _grade(title, total, parts, "scale")


def _story(told: Told) -> Widget:
    title = say("debrief.grade_story")
    if not told.story:
        return _grade(title, "…", [say("debrief.grade_waits")], "notebook-pen")
    score = int(told.story["score"])
    letter = next(letter for least, letter in _LETTERS if score >= least)
    missing = [mark for mark in told.story["marks"] if mark[2]]
    missing.sort(key=lambda mark: mark[1])
    lines = [say("debrief.story_lacks", title=mark[0], what=mark[2]) for mark in missing[:3]]
    return _grade(title, say("debrief.letter", letter=letter, points=score), lines, "notebook-pen")


def _list(told: Told) -> list[Widget]:
    """Findings that a story would cite first, then the rest; those known then before those shown later."""
    chosen = list(told.story.get("chosen", ())) if told.story else []
    every = {one["id"]: one for study in told.studies.values() for one in study["findings"]}
    ordered = [every[name] for name in chosen if name in every]
    rest = [one for name, one in every.items() if name not in chosen]
    rest.sort(key=lambda one: (one["grade"] or "Z", not one["known_then"]))
    shown = [*ordered, *rest][:_MOST_FINDINGS]
    if not shown:
        return waiting(say("debrief.page_11"))
    columns = [
        Column(say("debrief.finding"), share=1.0, cuts=True),
        Column(say("debrief.figure"), cuts=True),
        Column(say("debrief.method"), cuts=True),
        Column(say("debrief.known")),
        Column(say("debrief.grade")),
    ]
    rows = [
        [
            _title(one),
            str(one["text"]),
            str(one["method"]),
            say("debrief.known_then" if one["known_then"] else "debrief.known_later"),
            one["grade"] or "–",
        ]
        for one in shown
    ]
    aside = say("debrief.shown_of", shown=len(shown), of=len(every))
    label = Label(say("debrief.label"), "body", "muted")
    return [
        Panel(
            say("debrief.page_11"),
            Table(columns, rows, says=say("debrief.page_11"), key="findings"),
            label,
            aside=aside,
            icon="file-text",
        )
    ]


def _title(one: dict[str, Any]) -> str:
    name = say("debrief.outcome") if one["name"] == OUTCOME else str(one["name"])
    sort = one["kind"]
    kind = say(f"debrief.kind_{sort}")
    return (
        say("debrief.finding_name", kind=kind, name=name)
        if one["for"] in ("plan", "general")
        else say("debrief.finding_for", kind=kind, name=name, what=str(one["for"]).replace("-", " "))
    )
