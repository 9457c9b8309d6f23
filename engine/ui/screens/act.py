"""One command as a form: its fields, what it would cost, and the button that queues it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from engine.play.messages import Preview
from engine.ui import forms, texts
from engine.ui.asking import Asking, buttons, cost_line, costs, nearest_button
from engine.ui.events import Asked, Event
from engine.ui.forms import Field
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Switch
from engine.ui.widgets.choice import Choice, Slider, Stepper
from engine.ui.widgets.field import TextField
from engine.ui.widgets.panels import guarded
from engine.ui.widgets.text import Icon, Label, Rule
from engine.ui.widgets.ticks import Tick
from sim.commands import Command

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say
_FEW = 30  # characters that options may have together to stand beside each other


class ActScreen(Asking):
    """A form for one kind of command.

    Args:
        running: the game.
        kind: of the command.
        given: what stands in its fields at first.
        only: the fields that are asked for; all unless given.
        of: the metric whose sources are offered; all unless given.
        about: what it is about, for the heading, where that is not asked for.
    """

    id: ClassVar[str] = "act"
    icon: ClassVar[str] = "command"
    kind = "note"

    def __init__(
        self,
        running: Running,
        kind: str = "",
        given: Mapping[str, Any] | None = None,
        only: Sequence[str] = (),
        of: str = "",
        about: str = "",
    ) -> None:
        super().__init__(running)
        self.kind = kind or self.kind
        self.given: dict[str, Any] = dict(given or {})
        self._only, self._of, self._about = tuple(only), of, about
        self._failed = False

    def known(self) -> forms.Known:
        """What can be chosen from; of one metric's sources, only those."""
        known = super().known()
        if not self._of:
            return known
        sources = tuple(one for one in known.names.sources if one.of == self._of)
        return replace(known, names=replace(known.names, sources=sources))

    # -- Building -----------------------------------------------------------------------------------------------------

    def shown(self) -> Widget:
        """Fields, costs, buttons; or what failed."""
        verb = self.heading()
        self._failed = False
        try:
            known = self.known()
            command = forms.built(self.kind, self.given, known)
            shown = self.preview(command) if not isinstance(command, str) else None
        except Exception:  # noqa: BLE001 - said in the panel
            self._failed = True
            failed = guarded(say("act.failed"), self._again, self.stage.rebuild)
            return self.panel(verb, failed, foot=buttons(None, say("act.ask"), say("act.ask")), icon=self.icon)
        wanted = [field for field in forms.fields(self.kind, self.given, known) if self._asks(field)]
        parts = [self._row(field, known) for field in wanted]
        parts += self.told(known, shown)
        foot = column(self._costs(command, shown, known), self._foot(verb, command, shown, known), gap=12, shrink=0)
        return self.panel(
            verb,
            Label(self.does(), "body", "muted"),
            *parts,
            foot=foot,
            icon=self.icon,
            width=660,
        )

    def heading(self) -> str:
        """What the panel is called."""
        verb = say(f"commands.{self.kind}")
        return f"{verb}: {self._about}" if self._about else verb

    def does(self) -> str:
        """What the command is and costs, in a line or two."""
        return say(f"commands.{self.kind}_does")

    def told(self, known: forms.Known, shown: Preview | None) -> list[Widget]:
        """What else there is to know below the fields."""
        del shown
        return self._policies(known) if self.kind == "set_policy" else []

    def more(self, known: forms.Known, shown: Preview) -> list[Widget]:
        """Further buttons beside the one that queues it."""
        del known, shown
        return []

    def _again(self) -> Widget:
        """Raises again what could not be shown."""
        command = forms.built(self.kind, self.given, self.known())
        if not isinstance(command, str):
            self.preview(command)
        return Widget()

    def _asks(self, field: Field) -> bool:
        return not self._only or field.key in self._only

    def _costs(self, command: Command | str, shown: Preview | None, known: forms.Known) -> Widget:
        if shown is None:
            said = str(command)
            return column(Rule(), row(Icon("info", 22, "primary"), Label(said, style=Style(shrink=1)), gap=12), gap=12)
        return costs(self, shown, known)

    def _foot(self, verb: str, command: Command | str, shown: Preview | None, known: forms.Known) -> Widget:
        if shown is None or isinstance(command, str) or not shown.possible:
            near = (
                [] if shown is None or isinstance(command, str) else nearest_button(shown, command, known, self._take)
            )
            return buttons(None, say("act.ask"), say("act.cannot", verb=verb), *near)

        def press() -> Move | None:
            self.ask(command)
            return None

        says = say("act.ask_says", verb=verb, cost=cost_line(shown))
        return buttons(press, say("act.ask"), says, *self.more(known, shown))

    def _take(self, command: Command) -> Move | None:
        """Put what comes nearest into the form."""
        self.kind = command.kind
        self.given = {key: value for key, value in command.arguments().items() if key not in ("kind", "for")}
        self._only, self._of, self._about = (), "", ""
        self.stage.front.memory.clear()
        self.stage.rebuild()
        return None

    def _policies(self, known: forms.Known) -> list[Widget]:
        """What holds now, where a policy is about to be set: lines of one value together."""
        given = forms.values(self.kind, self.given, known)
        lines = {one.id: one.name for one in known.names.lines}
        now: dict[str, list[str]] = {}
        for one in known.names.policies:
            if one.policy == given["policy"] and given["line"] in ("all", one.line):
                now.setdefault(forms.policy_value(one.value), []).append(lines.get(one.line, one.line))
        said = [
            say("act.now_on", value=value, lines=say("act.lines_all") if len(on) == len(lines) > 1 else ", ".join(on))
            for value, on in now.items()
        ]
        return [Label(say("act.now", values="; ".join(said)), "body", "muted")] if said else []

    # -- Fields -------------------------------------------------------------------------------------------------------

    def change(self, key: str, value: Any) -> Move | None:
        """Take over a field."""
        group = forms.ONE_OF.get(self.kind, ())
        if key in group and value is not None:
            self.given |= dict.fromkeys(group)
        self.given[key] = value
        self.stage.rebuild()
        return None

    def _row(self, field: Field, known: forms.Known) -> Widget:
        theme = self.stage.theme
        label = Label(field.label, "label", "muted", style=Style(width=theme.grown(150), shrink=0))
        return row(label, self._control(field, known), gap=16, align="centre", shrink=0, wrap=theme.text_percent > 125)

    def _control(self, field: Field, known: forms.Known) -> Widget:
        value = forms.values(self.kind, self.given, known)[field.key]
        says = field.label
        if field.kind == "choice":
            change = self._changer(field.key)
            options = list(field.options)
            if 2 <= len(options) <= 4 and sum(len(word) + 4 for _, word in options) <= _FEW:
                return Choice(options, value, change, says=says, key=field.key)
            return Stepper(
                options, value, change, says=says, key=field.key, style=Style(grow=1, shrink=1, min_width=140)
            )
        if field.kind == "many":
            return _many(field, value, self._changer(field.key))
        if field.kind == "flag":
            return Switch(
                bool(value),
                self._changer(field.key),
                (say("settings.off"), say("settings.on")),
                says=says,
                key=field.key,
            )
        if field.kind == "number":
            return self._slider(field, value)
        return TextField(
            say("act.note_hint") if field.key == "text" else "",
            typed=lambda text: self._typed(field, text),
            entered=lambda _: self._enter(),
            text=str(value or ""),
            says=says,
            key=field.key,
            style=Style(grow=1, shrink=1, min_width=160),
        )

    def _slider(self, field: Field, value: float) -> Widget:
        def change(to: float) -> Move | None:
            return self.change(field.key, round(to) if field.whole else round(to, 2))

        def shown(at: float) -> str:
            return f"{round(at)}" if field.whole else f"{at:.2f}"

        low, high = min(field.low, field.high), max(field.low, field.high)
        return Slider(
            low,
            high,
            field.step,
            min(high, max(low, value or low)),
            change,
            shown=shown,
            says=field.label,
            key=field.key,
        )

    def _changer(self, key: str) -> Callable[[Any], Move | None]:
        return lambda value: self.change(key, value)

    def _typed(self, field: Field, text: str) -> Move | None:
        self.given[field.key] = text[: field.most]
        self.stage.rebuild()
        return None

    def _enter(self) -> Move | None:
        """Enter in the text field queues, where that is possible."""
        command = forms.built(self.kind, self.given, self.known())
        if not isinstance(command, str):
            self.ask(command)
        return None

    def on(self, event: Event) -> Move | None:
        """Up and down go from field to field."""
        if isinstance(event, Asked) and event.action == "enter" and self.stage.typing:
            self._enter()
            return STAY
        return None

    def first_focus(self) -> str:
        """The first field; where it failed, the button that tries again."""
        if self._failed:
            return "retry"
        wanted = [field for field in forms.fields(self.kind, self.given, self.known()) if self._asks(field)]
        if not wanted or not wanted[0].options:
            return wanted[0].key if wanted and wanted[0].kind != "many" else "ask"
        return f"{wanted[0].key}-{wanted[0].options[0][0]}" if wanted[0].kind == "many" else wanted[0].key


def _many(field: Field, value: Any, change: Callable[[Any], Move | None]) -> Widget:
    """Some of the options, each with a box; all of them is said as such."""
    options = [option for option, _ in field.options]
    chosen = options if value == "all" else [one for one in options if one in (value or [])]

    def flip(one: str) -> Callable[[bool], Move | None]:
        def press(on: bool) -> Move | None:
            now = [known for known in options if (known in chosen and known != one) or (on and known == one)]
            if len(now) > field.most:
                return STAY
            if field.key == "teams":
                return change("all" if len(now) == len(options) else (now or None))
            return change(now)

        return press

    ticks = [
        Tick(name, one in chosen, flip(one), key=f"{field.key}-{one}", says=f"{field.label}: {name}")
        for one, name in field.options
    ]
    return row(*ticks, gap=4, wrap=True, align="start", grow=1, shrink=1, basis=0, min_width=160)


def samples() -> Samples:
    """Pictures: a policy, a KPI, a command that is not possible, one with nothing to choose, one that fails."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory

    def shown(kind: str, given: Mapping[str, Any] | None = None, preview: object = Preview(True, 5.0, 4.0)) -> Screen:
        names = replace(directory(), experiments=()) if kind == "read" else directory()
        return ActScreen(still(directory=names, others={"preview": preview, "ask": preview}), kind, given)

    refused = Preview(
        False,
        refusal="Not possible: booking was ranked lately. You have 2 weeks, need 4 weeks between rankings. "
        "Nearest: rank booking oldest in 2 weeks.",
        nearest="rank booking oldest in 2 weeks",
    )
    asked = Preview(True, 3.0, 2.0, asks=(("ines-varga", "unsure"),), outlook="unsure")
    return {
        "normal": lambda: shown("set_policy"),
        "kpi": lambda: shown("set_kpi", {"metric": "flow.lead"}, asked),
        "refused": lambda: shown("rank", {"line": "booking", "rule": "oldest"}, refused),
        "empty": lambda: shown("read"),
        "error": lambda: shown("audit", None, InputError("the game does not answer; the last week is kept")),
    }


SCREEN = ActScreen
