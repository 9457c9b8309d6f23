"""Pages 6 to 8 of the debrief: which move did it, luck and skill, and turning points to choose again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.ui import texts
from engine.ui.charts.model import BarChart, BarRow, DotStrip, Estimate
from engine.ui.charts.widget import ChartView
from engine.ui.debrief_truth import waiting
from engine.ui.debriefing import OUTCOME, about, change, own_metrics, share, span, worlds_note
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import Move
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Button
from engine.ui.widgets.card import Card
from engine.ui.widgets.chips import Dots
from engine.ui.widgets.panels import Nothing, Panel, Sheet
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Icon, Label

if TYPE_CHECKING:
    from engine.play.studies import Told
    from engine.ui.screens.debrief import DebriefScreen
    from engine.views.moments import Move as Moved

say = texts.say
_WAYS = ("alone", "share", "without")
TURNS = 3


# -- Page 6 ------------------------------------------------------------------------------------------------------------


def attribution(shown: DebriefScreen) -> list[Widget]:
    """Each move alone, its share, and what is missing without it, in words and bars; your guesses beside them."""
    told = shown.told
    assert told is not None
    tables = told.table("attribution", "attribution")
    if tables is None:
        return waiting(say("debrief.page_6")) if "attribution" not in told.studies else _nothing(told, "attribution")
    metric = OUTCOME if OUTCOME in tables else next(iter(tables), "")
    if not metric or not tables[metric]["parts"]:
        return _nothing(told, "attribution")
    table = tables[metric]
    parts = sorted(table["parts"].items(), key=lambda one: -abs(one[1]["share"]["value"]))
    columns = [Column(say("debrief.move"), share=1.0, cuts=True), Column(say("debrief.word"), share=0.5)]
    columns += [Column(say(f"debrief.{way}"), "right") for way in _WAYS]
    rows = [
        [
            _named(name),
            say("debrief.word_none") if part.get("word") is None else str(part["word"]),
            *(_estimate(told, metric, part.get(way)) for way in _WAYS),
        ]
        for name, part in parts
    ]
    note = worlds_note(told, "attribution")
    panel = Panel(
        say("debrief.attribution_of", name=str(about(told, metric)["name"])),
        Table(columns, rows, chooses=False),
        *_clusters(table),
        aside=note,
        icon="layers",
    )
    bars = BarChart(
        say("debrief.bars"),
        str(about(told, metric)["difference"]),
        say("debrief.dots_origin"),
        note,
        tuple(say(f"debrief.{way}") for way in _WAYS),
        tuple(BarRow(_named(name), tuple(_bar(part.get(way)) for way in _WAYS)) for name, part in parts),
    )
    grown = shown.stage.theme.grown
    chart = ChartView(bars, height=grown(140 + 62 * len(parts)), key="bars")
    return [*_answers(shown, tables), panel, chart, Label(say("debrief.not_additive"), "body", "muted")]


def _nothing(told: Told, study: str) -> list[Widget]:
    notes = told.studies[study]["notes"]
    reason = notes[0][:1].upper() + notes[0][1:] + "." if notes else say("debrief.nothing_to_tell")
    return [Sheet(Nothing(reason, icon="layers"))]


def _named(tag: str) -> str:
    return say("debrief.general") if tag == "general" else tag.replace("-", " ").capitalize()


def _estimate(told: Told, metric: str, one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    return say("debrief.estimate", value=change(told, metric, one["value"]), span=span(told, metric, one["interval"]))


def _bar(one: dict[str, Any] | None) -> Estimate | None:
    return None if one is None else Estimate(one["value"], one["interval"][0], one["interval"][1])


def _clusters(table: dict[str, Any]) -> list[Widget]:
    """Moves that cannot be told apart."""
    return [
        row(
            Icon("layers", 18, "muted"),
            Label(
                say("debrief.cluster", words=str(one["words"]), members=", ".join(map(_named, one["members"]))),
                style=Style(shrink=1),
            ),
            gap=8,
            align="start",
        )
        for one in table.get("clusters", ())
    ]


def _answers(shown: DebriefScreen, tables: dict[str, Any]) -> list[Widget]:
    """What was guessed on the first page, and what it came to."""
    told, guesses = shown.told, shown.guesses()
    assert told is not None
    moves = [] if guesses is None else [one for one in guesses.moves if one.for_ in shown.kept.guesses]
    rows = [found for move in moves if (found := _answer(shown, tables, move)) is not None]
    if not rows:
        return []
    columns = [
        Column(say("debrief.move"), share=1.0, cuts=True),
        Column(say("debrief.metric"), share=0.6, cuts=True),
        Column(say("debrief.you_guessed")),
        Column(say("debrief.it_did"), "right"),
        Column(say("debrief.result")),
    ]
    return [Panel(say("debrief.guesses"), Table(columns, rows, chooses=False), icon="target")]


def _answer(shown: DebriefScreen, tables: dict[str, Any], move: Moved) -> list[str] | None:
    told, mine = shown.told, shown.kept.guesses[move.for_]
    assert told is not None
    metric = mine.get("metric", "")
    direction = mine.get("direction", "")
    part = tables.get(metric, {}).get("parts", {}).get(move.for_)
    if not direction or metric not in tables:
        return None
    guessed = say(f"debrief.{direction}")
    band = mine.get("band", "")
    if direction != "flat" and band:
        guessed = say(f"review.{direction}", band=say(f"review.{band}"))
    name = str(about(told, metric)["name"])
    effect = None if part is None else part["alone"]
    if effect is None:
        return [_named(move.for_), name, guessed, "–", say("debrief.unknown")]
    percent = share(told, metric, effect["value"])
    clear = not effect["interval"][0] <= 0 <= effect["interval"][1]
    way = ("up" if effect["value"] > 0 else "down") if clear else "flat"
    did = change(told, metric, effect["value"]) if percent is None else f"{number(percent, 0)} %"
    result = say("debrief.guess_wrong")
    if way == direction:
        size = "under-5" if percent is None or abs(percent) < 5 else "5-to-15" if abs(percent) <= 15 else "over-15"
        exact = way == "flat" or percent is None or mine.get("band") == size
        result = say("debrief.guess_right" if exact else "debrief.guess_half")
    return [_named(move.for_), name, guessed, did if clear else say("debrief.unclear", value=did), result]


# -- Page 7 ------------------------------------------------------------------------------------------------------------


def luck(shown: DebriefScreen) -> list[Widget]:
    """Skill, weather and fit; and the plan among others."""
    told = shown.told
    assert told is not None
    if "luck" not in told.studies:
        return waiting(say("debrief.page_7"))
    tables, compared = told.table("luck", "luck") or {}, told.table("luck", "compared")
    if not tables:
        return _nothing(told, "luck")
    grown = shown.stage.theme.grown
    found: list[Widget] = []
    if compared is not None:
        found.append(ChartView(_strip(compared), height=grown(230), key="strip"))
        beaten = compared.get("random", {}).get("beaten")
        if beaten is not None:
            words = say("debrief.beaten", percent=number(100 * beaten, 0), plans=compared["random"]["plans"])
            found.append(Label(words, "strong"))
    metrics = [name for name in (OUTCOME, *own_metrics(told)) if name in tables]
    columns = [Column(say("debrief.metric"), share=1.0, cuts=True)]
    columns += [Column(say(f"debrief.{name}"), "right") for name in ("skill", "weather", "fit")]
    rows = [
        [
            say("debrief.named", name=about(told, m)["name"], unit=about(told, m)["difference"]),
            _estimate(told, m, tables[m]["skill"]),
            change(told, m, tables[m]["weather"]),
            change(told, m, tables[m]["fit"]),
        ]
        for m in metrics
    ]
    table = Table(columns, rows, chooses=False)
    meanings = [Label(say(f"debrief.{name}_means"), "body", "muted") for name in ("skill", "weather", "fit")]
    note = worlds_note(told, "luck")
    return [*found, Panel(say("debrief.page_7"), table, *meanings, aside=note, icon="dice-5", gap=8)]


def _strip(compared: dict[str, Any]) -> DotStrip:
    quartiles = compared.get("random", {}).get("quartiles")
    marked = [
        (float(compared[name]), say(f"debrief.strip_{name}"))
        for name in ("nothing", "textbook", "trap")
        if compared.get(name) is not None
    ]
    return DotStrip(
        say("debrief.strip"),
        say("debrief.points"),
        say("debrief.strip_origin"),
        say("debrief.worlds", count=compared["worlds"]),
        (float(compared["plan"]),),
        interval=None if not quartiles else (float(quartiles[0]), float(quartiles[-1])),
        marked=(*marked, (float(compared["plan"]), say("debrief.strip_plan"))),
    )


# -- Page 8 ------------------------------------------------------------------------------------------------------------


def turning_points(shown: DebriefScreen) -> list[Widget]:
    """Three moments in which a choice moved most: what you knew, choose again, then see."""
    told = shown.told
    assert told is not None
    if "turning-points" not in told.studies:
        return waiting(say("debrief.page_8"))
    action = told.table("turning-points", "action")
    turns = [] if not action else [one for one in action["turns"] if one["what"]]
    turns.sort(key=lambda one: -abs(one["z"] or 0.0))
    turns = sorted(turns[:TURNS], key=lambda one: one["weeks"][0])
    if not turns:
        return _nothing(told, "turning-points")
    shown.turn = max(0, min(len(turns) - 1, shown.turn))
    turn = turns[shown.turn]
    week = max(1, turn["weeks"][0] - int(told.run["history"]))
    key = str(week)
    chosen = shown.kept.again.get(key, "")

    def step(by: int) -> Callable[[], Move | None]:
        def go() -> Move | None:
            shown.turn += by
            shown.stage.rebuild()
            return None

        return go

    ways = row(
        Button(
            say("debrief.turn_before"), step(-1) if shown.turn > 0 else None, icon="chevron-left", key="turn-before"
        ),
        Dots(len(turns), shown.turn),
        Button(
            say("debrief.turn_after"),
            step(1) if shown.turn < len(turns) - 1 else None,
            icon="chevron-right",
            key="turn-after",
        ),
        gap=12,
    )
    last = max(week, turn["weeks"][1] - int(told.run["history"]))
    when = say("debrief.turn_week", week=week) if last == week else say("debrief.turn_weeks", first=week, last=last)
    what = column(
        Label(when, "subheading"),
        *map(_did, turn["what"]),
        gap=4,
    )
    sheet = Sheet(what, *_knew(shown, week), style=Style(padding=16, gap=10, shrink=0))
    return [ways, sheet, *_choices(shown, key, chosen), *(_seen(told, turn, week, chosen) if chosen else [])]


def _did(what: object) -> Widget:
    """A command of those weeks."""
    text = str(what).replace("_", " ")
    if text == "answer general":
        return Label(say("debrief.turn_answered"))
    return Label(say("debrief.turn_what", what=text))


def _knew(shown: DebriefScreen, week: int) -> list[Widget]:
    """What could be seen at the start of that week."""
    try:
        board = shown.running.view("board", week)
    except Exception:  # noqa: BLE001 - what cannot be folded is left out, and said
        return [Label(say("debrief.turn_no_board"), "body", "muted")]
    if board is None:
        return [Label(say("play.loading"), "body", "muted")]
    facts = [
        column(
            Label(tile.title, "body", "muted"),
            Label(
                say("timeline.unmeasured")
                if tile.value is None
                else f"{number(tile.value, tile.decimals)} {tile.unit}",
                "strong",
            ),
            gap=2,
            min_width=120,
        )
        for tile in board.tiles
    ]
    outages = [
        Label(say("timeline.outage", line=line.name, percent=number(one.severity_percent, 0), days=one.days))
        for line in board.rows
        for one in line.outages
    ]
    return [Label(say("debrief.turn_knew"), "label", "muted"), row(*facts, gap=20, wrap=True, align="start"), *outages]


def _choices(shown: DebriefScreen, key: str, chosen: str) -> list[Widget]:
    def chooser(choice: str) -> Callable[[], Move | None]:
        def choose() -> Move | None:
            shown.kept.again[key] = choice
            shown.kept.keep(shown.running.path)
            shown.stage.rebuild()
            return None

        return choose

    return [
        Card(
            say(f"debrief.again_{choice}"),
            say(f"debrief.again_{choice}_detail"),
            chooser(choice) if not chosen or chosen == choice else None,
            sign=str(n),
            number=n,
            chosen=chosen == choice,
            key=f"again-{choice}",
        )
        for n, choice in enumerate(("keep", "drop"), start=1)
    ]


def _seen(told: Told, turn: dict[str, Any], week: int, chosen: str) -> list[Widget]:
    """What the choice was worth: in all worlds, and with what could be known."""
    measure = told.table("turning-points", "measure") or {"id": OUTCOME}
    metric = measure["id"]
    clear = not turn["interval"][0] <= 0 <= turn["interval"][1]
    worth = say("debrief.turn_worth", value=_estimate(told, metric, turn), unit=str(about(told, metric)["difference"]))
    if not clear:
        verdict = say("debrief.turn_toss")
    else:
        good = (turn["value"] > 0) == (chosen == "keep")
        verdict = say("debrief.turn_good" if good else "debrief.turn_bad")
    lines: list[Widget] = [Label(verdict, "strong"), Label(worth)]
    decision = told.table("decisions", "decision")
    if decision is not None and decision["week"] == week:
        lines += [_option(told, metric, option) for option in decision["options"]]
        lines += [
            Label(note[:1].upper() + note[1:] + ".", "body", "muted") for note in told.studies["decisions"]["notes"]
        ]
    note = worlds_note(told, "turning-points")
    return [Panel(say("debrief.turn_seen"), *lines, aside=note, icon="eye", gap=8)]


def _option(told: Told, metric: str, option: dict[str, Any]) -> Widget:
    value = _estimate(told, metric, option["expected"])
    return Label(say("debrief.turn_option", value=value, verdict=option["verdict"]))
