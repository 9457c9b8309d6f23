"""A prediction: direction, size, week, one key each; nothing is filled in beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from engine.play.messages import Prompt, Target
from engine.ui import texts
from engine.ui.asking import Asking
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.card import Card
from engine.ui.widgets.choice import Stepper
from engine.ui.widgets.field import TextField
from engine.ui.widgets.panels import Nothing, guarded
from engine.ui.widgets.text import Label

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say
_QUESTIONS: Final = ("direction", "band", "week")
_FLAT: Final = 3
_ICONS: Final = {"direction": ("arrow-up", "arrow-down", "minus")}


class PredictScreen(Asking):
    """Three questions about what one source will report.

    Args:
        running: the game.
    """

    id: ClassVar[str] = "predict"
    icon: ClassVar[str] = "target"

    def __init__(self, running: Running, answers: dict[str, int] | None = None) -> None:
        super().__init__(running)
        self._answers: dict[str, int] = dict(answers or {})
        self._target, self._because = 0, ""

    @property
    def prompt(self) -> Prompt | None:
        """What is asked about."""
        prompts = self.running.status.prompts if self.running.status is not None else ()
        return prompts[0] if prompts else None

    @property
    def question(self) -> str:
        """The question that is answered next."""
        return next((one for one in _QUESTIONS if one not in self._answers), "")

    def shown(self) -> Widget:
        """What it is about, three questions, and a way to skip."""
        prompt = self.prompt
        if prompt is None:
            close = row(spacer(), Button(say("why.close"), Back, "primary", key="done"), shrink=0)
            return self.panel(self.name(), Nothing(say("predict.empty"), icon=self.icon), foot=close, icon=self.icon)
        foot = row(
            Label(say("predict.cap"), "body", "muted", style=Style(shrink=1, grow=1, basis=0, min_width=160)),
            Button(say("predict.skip"), self.back, key="skip", says=say("predict.skip_says")),
            gap=12,
            shrink=0,
            align="centre",
        )
        body = guarded(self.name(), lambda: self._asked(prompt), self.stage.rebuild)
        return self.panel(say("predict.of", name=prompt.name), body, foot=foot, icon=self.icon, width=760)

    def _asked(self, prompt: Prompt) -> Widget:
        if not prompt.targets:
            return Nothing(say("metrics.empty"), icon="chart-line")
        target = prompt.targets[self._target]
        unit = f" {target.unit}" if target.unit else ""
        latest = say("predict.unknown") if target.latest is None else f"{number(float(f'{target.latest:.3g}'))}{unit}"
        choose = Stepper(
            [(n, f"{one.metric_name}: {one.source_name}") for n, one in enumerate(prompt.targets)],
            self._target,
            self._take_target,
            says=say("predict.target"),
            key="target",
            style=Style(shrink=1, min_width=200),
        )
        return column(
            Label(say("predict.signs", signs=prompt.first_signs), "body", "muted"),
            column(choose, Label(say("predict.latest", value=latest), "body", "muted"), gap=4, align="stretch"),
            *(self._question(one, prompt) for one in _QUESTIONS),
            self._reason(),
            gap=14,
        )

    def _reason(self) -> Widget:
        def typed(text: str) -> Move | None:
            self._because = text
            return None

        return TextField(
            say("predict.because"),
            typed=typed,
            text=self._because,
            says=say("predict.because"),
            key="because",
            style=Style(shrink=0, width="full"),
        )

    def _question(self, name: str, prompt: Prompt) -> Widget:
        turn = name == self.question
        cards = []
        for n in (1, 2, 3):
            icons = _ICONS.get(name)
            cards.append(
                Card(
                    self._choice(name, n, prompt),
                    "",
                    self._answerer(name, n),
                    icon=icons[n - 1] if icons else "",
                    sign=str(n) if turn else "",
                    number=n if turn else 0,
                    chosen=self._answers.get(name) == n,
                    key=f"{name}-{n}",
                    says=say("predict.choice", question=say(f"predict.{name}"), choice=self._choice(name, n, prompt)),
                    enabled=not (name == "band" and self._answers.get("direction") == _FLAT),
                    style=Style(
                        direction="row", gap=10, align="centre", padding=(8, 12), grow=1, basis=0, min_width=110
                    ),
                )
            )
        return column(
            Label(say(f"predict.{name}"), "label", "text" if turn else "muted"),
            row(*cards, gap=8, align="stretch", wrap=True, shrink=0),
            gap=4,
            shrink=0,
        )

    @staticmethod
    def _choice(name: str, n: int, prompt: Prompt) -> str:
        if name == "week":
            return say("predict.by", week=prompt.weeks[n - 1])
        return say(f"predict.{name}_{n}")

    # -- Answering ----------------------------------------------------------------------------------------------------

    def _take_target(self, target: int) -> Move | None:
        self._target = target
        self.stage.rebuild()
        return None

    def _answerer(self, name: str, n: int) -> Callable[[], Move | None]:
        def press() -> Move | None:
            self._answers[name] = n
            if name == "direction" and n == _FLAT:
                self._answers["band"] = 1
            elif name == "direction" and self._answers.get("band") and "week" not in self._answers:
                del self._answers["band"]
            return self._next()

        return press

    def _next(self) -> Move | None:
        """On to the next question; after the last one it is queued."""
        prompt = self.prompt
        if self.question or prompt is None:
            self.stage.rebuild()
            self.stage.focus_key(f"{self.question}-1")
            return None
        chosen = self._answers
        command = prompt.predict(chosen["direction"], chosen["band"], chosen["week"], self._target, self._because)
        shown = self.kept(lambda: self.running.ask(command))
        self._answers = {}
        if shown is None or not shown.possible:
            self.stage.rebuild()
            if shown is not None:
                self.stage.tell(shown.refusal)
            return None
        return self._done(say("predict.queued", sign=self.stage.bindings.sign("undo")))

    def _done(self, notice: str) -> Move | None:
        """The next launch that was not predicted, else back to the page."""
        self._answers, self._target, self._because = {}, 0, ""
        if self.prompt is not None:
            self.stage.front.memory.clear()
            self.stage.rebuild()
            return None
        self.stage.perform(Back())
        self.stage.notice = notice
        return STAY

    def back(self) -> Move:
        """Skip it, which is recorded."""
        prompt = self.prompt
        if prompt is None:
            return Back()
        self.kept(lambda: self.running.skip_prediction(prompt.for_))
        if self.prompt == prompt:
            return Back()  # it could not be kept; it will be asked again
        return self._done(say("predict.skipped")) or STAY

    def first_focus(self) -> str:
        """The first choice of the question that is answered next."""
        if self.prompt is None:
            return "done"
        return f"{self.question or 'direction'}-1" if self.prompt.targets else "skip"


def samples() -> Samples:
    """Pictures: nothing said yet, the second question, nothing to predict, targets that are not there."""
    from dataclasses import replace

    from engine.ui.example import STATUS, still

    targets = (
        Target("flow.lead", "Lead time", "tracker-lead", "Tracker, request to live", 64.1, "working days"),
        Target("flow.lead", "Lead time", "delivery-lead", "Delivery dashboard, start to done", 42.5, "working days"),
        Target("dec.latency", "Decision latency", "decision-log", "Decision log of the boards", None, "working days"),
    )
    prompt = Prompt(
        "decision-rights",
        "Decision-rights matrix",
        "Median decision latency and reopened decisions, after 2 to 6 weeks.",
        targets,
        (13, 17, 22),
    )

    def shown(asked: Prompt | None, answers: dict[str, int] | None = None) -> Screen:
        status = replace(STATUS, prompts=() if asked is None else (asked,))
        return PredictScreen(still(status), answers)

    return {
        "normal": lambda: shown(prompt),
        "second": lambda: shown(prompt, {"direction": 2}),
        "flat": lambda: shown(prompt, {"direction": 3, "band": 1}),
        "empty": lambda: shown(None),
        "error": lambda: shown(replace(prompt, targets=())),
    }


SCREEN = PredictScreen
