"""The frame of every page that is played on: header with the week and Run, rail, and the column at the right.

The column holds, from its top: why time stands still, the coach, the weekly brief, the ways to let time pass, what is
queued, and whatever the page adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.play.clock import SPEEDS, Until
from engine.play.messages import Pause, Status
from engine.ui import playing
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import Move, Open
from engine.ui.screen import found
from engine.ui.texts import say
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.choice import Choice
from engine.ui.widgets.frame import RIGHT, Place, page, rail_of
from engine.ui.widgets.panels import Panel, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.stage import Stage

_HELP: Final = ("glossary", "assumptions", "shortcuts", "settings")
_ICONS: Final = {
    "board": "gauge", "metrics": "chart-line", "catalogue": "library", "inbox": "inbox", "stakeholders": "users",
    "timeline": "history", "review": "calendar-days", "debrief": "scale",
}  # fmt: skip
_MOST_RIGHT: Final = 440.0  # pixels that the right column may take, however large the text
_LEADS: Final = {  # pause -> the page on which something can be done about it, and the words that lead there
    "must-answer": "inbox",
    "severity-1": "inbox",
    "review": "review",
    "tenure-over": "debrief",
    "sponsor-leaving": "stakeholders",
    "declined": "stakeholders",
    "prediction-due": "metrics",
    "threshold": "metrics",
    "restatement": "metrics",
    "experiment-horizon": "inbox",
    "default-taken": "inbox",
}
_LEAD_WORDS: Final = {
    "inbox": "play.stands_answer",
    "review": "play.stands_review",
    "debrief": "play.stands_debrief",
    "stakeholders": "play.stands_people",
    "metrics": "play.stands_metrics",
}


def play_page(
    stage: Stage,
    running: Running,
    title: str,
    main: Widget,
    side: Sequence[Widget] = (),
    *,
    here: str,
    icon: str = "",
    aside: bool = True,
) -> Widget:
    """A page of the game.

    Args:
        stage: what it stands on.
        running: the game.
        title: of the place.
        main: what the page is about; takes the room that is left.
        side: what stands in the right column below brief and queue.
        here: the screen's id.
        icon: before the title; the place's own unless given.
        aside: whether there is a right column.
    """
    status = running.status
    assert status is not None, "a page of the game is shown before there is one"
    main.style = replace(main.style, grow=1, basis=0, min_height=0)
    body: list[Widget] = [column(main, gap=0, grow=1, basis=0, min_width=0, min_height=0, align="stretch")]
    if aside:
        body.append(_column(stage, running, status, side))
    known = [name for name in playing.PLACES if found(name) is not None or name == here]
    counts = {"inbox": _waiting(running)}
    places = [_place(stage, running, name, here, counts.get(name, 0)) for name in known]
    helps = [_place(stage, None, name, here) for name in _HELP]
    return page(
        title,
        *body,
        aside=_when(status),
        icon=_ICONS.get(here) or icon or "gauge",
        rail=rail_of(places, *helps),
        tools=_tools(stage, running, status),
        opened=False,
    )


def _when(status: Status) -> str:
    if status.over:
        return say("play.over", weeks=status.tenure)
    return say("play.week", week=status.week, weeks=status.tenure)


def _place(stage: Stage, running: Running | None, name: str, here: str, count: int = 0) -> Place:
    shown = found(name)
    title = shown.screen.name() if shown is not None else name.capitalize()
    icon = _ICONS.get(name) or (shown.screen.icon if shown is not None else "info")
    closed = running.closed(name) if running is not None and name != here else ""
    return Place(name, icon, title, stage.bindings.sign(name), name == here, closed, count)


def _waiting(running: Running) -> int:
    """Cards that nobody has answered."""
    try:
        inbox = running.latest("inbox")
    except Exception:  # noqa: BLE001 - the inbox says so itself
        return 0
    return 0 if inbox is None else sum(not card.answered and not card.left for card in inbox.cards)


# -- Header ------------------------------------------------------------------------------------------------------------


def _tools(stage: Stage, running: Running, status: Status) -> list[Widget]:
    tools: list[Widget] = []
    if not status.scored:
        tip = say("title.last_practice")
        tools.append(row(Chip(say("play.practice"), mark="half", colour="watch", tooltip=tip), shrink=0))
    for name, shown in (
        ("capital", {"points": number(status.capital, 0)}),
        ("hours", {"hours": f"{status.hours:g} h"}),
    ):
        tools.append(Label(say(f"play.{name}", **shown), "body", "muted", wraps=False, style=Style(shrink=0)))
    return [*tools, run_button(stage, running, status)]


def run_button(stage: Stage, running: Running, status: Status) -> Button:
    """Runs, pauses, or leads to what stands in the way."""
    sign = stage.bindings.sign("run")

    def press() -> Move:
        return playing.go(stage, running, "pause")

    if status.over:
        label, icon, says = say("play.debrief"), "scale", say("play.debrief_says")
    elif running.blocked:
        label, icon, says = running.blocked, "octagon-alert", say("play.answer_says", what=running.blocked)
    elif running.clock.running:
        label, icon = say("play.pause"), "pause"
        says = say("play.pause_says", sign=sign, seconds=f"{running.clock.speed:g}")
    else:
        label, icon, says = say("play.run"), "play", say("play.run_says", sign=sign)
    return Button(label, press, "primary", icon=icon, says=says, key="run")


# -- Right column ------------------------------------------------------------------------------------------------------


def right_width(stage: Stage) -> float:
    """How wide the right column is, in pixels of the design."""
    return min(stage.theme.grown(RIGHT), _MOST_RIGHT)


def _column(stage: Stage, running: Running, status: Status, side: Sequence[Widget]) -> Widget:
    parts: list[Widget] = [
        *_stands(stage, running),
        *_coach(stage, running),
        guarded(say("play.brief"), lambda: _brief(running, status), stage.rebuild),
        *([] if status.over else [_time(stage, running)]),
        _queue(stage, running, status),
        *side,
    ]
    style = Style(width=right_width(stage), min_height=0, shrink=0)
    return Scroller(column(*parts, gap=8), style=style, key="aside")


def _stands(stage: Stage, running: Running) -> list[Widget]:
    """Why time stands still, and what to do about it."""
    sign = stage.bindings.sign("run")
    if running.trouble:
        return [
            Sheet(
                row(Icon("triangle-alert", 20, "act"), Label(say("play.trouble"), "strong", style=Style(shrink=1))),
                Label(running.trouble),
                Label(say("play.trouble_do", sign=sign), "body", "muted"),
                edge="edge",
                key="trouble",
            )
        ]
    if not running.pauses:
        return []
    leads = list(dict.fromkeys(_LEADS[pause.reason] for pause in running.pauses))
    buttons = [
        Button(say(_LEAD_WORDS[place]), _opener(place), key=f"to-{place}")
        for place in leads
        if found(place) is not None and not running.closed(place) and stage.front.screen.id != place
    ]
    over = running.status is not None and running.status.over
    goes_on = "" if running.blocked or over else say("play.stands_go", sign=sign)
    return [
        Panel(
            say("play.stands"),
            *(_reason(pause) for pause in running.pauses),
            *([row(*buttons, wrap=True)] if buttons else []),
            aside=goes_on,
            icon="pause",
            gap=8,
            key="stands",
        )
    ]


def _reason(pause: Pause) -> Widget:
    grave = pause.reason in ("must-answer", "severity-1")
    icon = Icon("octagon-alert" if grave else "info", 18, "watch" if grave else "primary")
    return row(icon, Label(pause.text, style=Style(shrink=1)), align="start", gap=8)


def _opener(place: str) -> Press:
    return lambda: Open(place)


def _coach(stage: Stage, running: Running) -> list[Widget]:
    """The line of the coach, with what it proposes."""
    try:
        line = running.coach()
    except Exception:  # noqa: BLE001 - a game goes on without its coach
        return []
    if line is None:
        return []

    def tried() -> Move | None:
        assert line.command is not None
        preview = running.ask(line.command)
        running.dismiss(line.id)
        stage.tell(preview.refusal or str(line.command))
        return None

    def done() -> Move | None:
        running.know_this()
        stage.change(stage.settings.but(introduced=True))
        return None

    buttons = []
    if line.command is not None:
        says = say("play.coach_try_says", command=str(line.command))
        buttons.append(Button(say("play.coach_try"), tried, key="coach-try", says=says))

    def heard() -> Move | None:
        running.dismiss(line.id)
        stage.rebuild()
        return None

    got = Button(say("play.coach_got_it"), heard, key="coach-got-it", says=say("play.coach_got_it_says"))
    know = Button(say("play.coach_done"), done, "quiet", key="coach-done", says=say("play.coach_done_says"))
    return [
        Sheet(
            row(
                Icon("lightbulb", 20, "primary"),
                Label(line.text, "body", kind="coach", style=Style(shrink=1)),
                align="start",
                gap=10,
            ),
            row(*buttons, got, know, wrap=True),
            style=Style(padding=14, gap=10),
            edge="primary",
            key="coach",
        )
    ]


def _brief(running: Running, status: Status) -> Widget:
    if status.week <= 1:
        return Panel(say("play.brief"), Label(say("play.brief_none"), "body", "muted"), icon="file-text")
    told = running.latest("brief")
    if told is None:
        return Panel(say("play.brief"), Label(say("play.loading"), "body", "muted"), icon="file-text")
    words = told.text.removesuffix(told.quote).strip() if told.quote else told.text
    parts: list[Widget] = [Label(words or told.text, "body", kind="brief")]
    if told.quote and words:
        parts.append(Label(told.quote, "body", "muted"))
    return Panel(
        say("play.brief"), *parts, aside=say("play.brief_week", week=told.week), icon="file-text", gap=8, key="brief"
    )


def _time(stage: Stage, running: Running) -> Widget:
    """Jumps and speeds, for the pointer and for those who do not know the keys yet."""
    jumps: tuple[tuple[str, str, Until], ...] = (
        ("one_week", "week", "week"),
        ("next_event", "event", "event"),
        ("to_quarter", "quarter", "quarter"),
    )

    def jump(until: Until) -> Press:
        return lambda: playing.go(stage, running, until)

    buttons = []
    for name, action, until in jumps:
        says = say(f"play.{name}_says", sign=stage.bindings.sign(action))
        buttons.append(Button(say(f"play.{name}"), jump(until), says=says, key=f"jump-{action}"))
    speeds = [(seconds, say("play.seconds", seconds=f"{seconds:g}")) for seconds in SPEEDS]

    def change(seconds: float) -> Move | None:
        playing.change_speed(stage, running, SPEEDS.index(running.clock.speed) - SPEEDS.index(seconds))
        return None

    return Panel(
        say("play.next"),
        row(*buttons, wrap=True),
        Choice(speeds, running.clock.speed, change, says=say("play.speed_says"), key="speed"),
        gap=10,
        key="time",
    )


def _queue(stage: Stage, running: Running, status: Status) -> Widget:
    """What time will give, with a way back; and the way to ask for more."""
    parts: list[Widget] = [
        row(
            Icon("hourglass", 16, "muted"),
            Label(in_words(str(command)), style=Style(shrink=1)),
            gap=8,
            align="start",
        )
        for command in status.queue
    ] or [Label(say("play.queue_none"), "body", "muted")]
    buttons: list[Widget] = []
    if status.queue:
        sign = stage.bindings.sign("undo")
        says = say("play.undo_says", command=in_words(str(status.queue[-1])), sign=sign)
        buttons.append(
            Button(say("play.undo"), lambda: playing.undo(stage, running), icon="undo-2", says=says, key="undo")
        )
    if found("palette") is not None and not status.over:
        sign = stage.bindings.sign("palette")
        buttons.append(
            Button(say("play.act"), _opener("palette"), icon="command", says=say("play.act_says", sign=sign), key="act")
        )
    aside = say("play.queue_aside", count=len(status.queue)) if status.queue else ""
    foot = [row(*buttons, spacer(), wrap=True)] if buttons else []
    return Panel(say("play.queue"), *parts, *foot, aside=aside, icon="hourglass", gap=8, key="queue")


def in_words(command: str) -> str:
    """A command as it reads in a list: its first letter large."""
    return command[:1].upper() + command[1:]
