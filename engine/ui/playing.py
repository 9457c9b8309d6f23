"""A game that runs behind the screens: its keys, its time, and the pages that open by themselves.

The stage asks here; where no game is open, nothing is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from engine.play.clock import SPEEDS, Until
from engine.ui import screen
from engine.ui.moves import STAY, Back, Move, Open
from engine.ui.screen import Screen
from engine.ui.settings import SPEEDS as NAMED_SPEEDS
from engine.ui.texts import say

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.services import Services
    from engine.ui.stage import Stage
    from engine.ui.widget import Widget

PLACES: Final = ("board", "metrics", "catalogue", "inbox", "stakeholders", "timeline", "review", "debrief")
ACTS: Final = ("palette", "predict", "why", "note")
_JUMPS: Final[dict[str, Until]] = {"week": "week", "event": "event", "quarter": "quarter"}
_SPEED_STEPS: Final = {"faster": 1, "slower": -1}


class PlayScreen(Screen):
    """A page of a game that runs: the frame around it, and what it is about.

    Args:
        running: the game.
    """

    plays: ClassVar[bool] = True

    def __init__(self, running: Running) -> None:
        self.running = running

    @classmethod
    def open(cls, services: Services) -> Self:
        """On the game that is played.

        Raises:
            ValueError: none is open.
        """
        return cls(services.played())

    def build(self) -> Widget:
        """What it is about, within the frame."""
        from engine.ui.widgets.play_frame import play_page

        return play_page(self.stage, self.running, self.name(), self.main(), self.side(), here=self.id, icon=self.icon)

    def main(self) -> Widget:
        """What it is about: as wide and high as there is room for."""
        raise NotImplementedError

    def side(self) -> list[Widget]:
        """What stands in the right column below brief and queue."""
        return []


# -- Keys --------------------------------------------------------------------------------------------------------------


def asked(stage: Stage, action: str) -> Move | None:
    """Answer a key of the game; None for all others.

    Args:
        stage: what is on screen.
        action: of `keys.toml`.
    """
    running = stage.services.running
    if action in PLACES or action in ACTS:
        return _place(stage, running, action)
    if action not in _JUMPS and action not in _SPEED_STEPS and action not in ("run", "undo"):
        return None
    if running is None or running.status is None or not stage.front.screen.plays:
        return STAY
    if action in _SPEED_STEPS:
        change_speed(stage, running, _SPEED_STEPS[action])
        return STAY
    if action == "undo":
        return undo(stage, running)
    return go(stage, running, _JUMPS.get(action, "pause"))


def _place(stage: Stage, running: Running | None, action: str) -> Move:
    why_not = say("play.no_game") if running is None else running.closed(action)
    if why_not:
        stage.tell(why_not)
        return STAY
    if stage.front.screen.id == action:
        return STAY if action in PLACES else Back()
    if screen.found(action) is None:
        stage.tell(say("play.elsewhere_why") if action == "why" else say("play.not_here"))
        return STAY
    return Open(action)


def go(stage: Stage, running: Running, until: Until) -> Move:
    """Let time run or stand; or lead to what stands in its way."""
    status = running.status
    assert status is not None
    if running.clock.running and until == "pause":
        running.stop()
    elif status.over:
        return _place(stage, running, "debrief")
    elif running.blocked:
        return _place(stage, running, "inbox")
    elif status.review and status.uncommitted and screen.found("review") is not None:
        stage.tell(say("review.missing", count=len(status.uncommitted)))
        return _place(stage, running, "review")
    else:
        running.run(until)
    stage.rebuild()
    return STAY


def undo(stage: Stage, running: Running) -> Move:
    """Take back what was asked last."""
    taken = running.undo()
    stage.rebuild()
    stage.tell(say("play.undone", command=str(taken)) if taken is not None else say("play.nothing_to_undo"))
    return STAY


def change_speed(stage: Stage, running: Running, step: int) -> None:
    """Another speed, kept in the settings."""
    running.clock.faster(step)
    name = next(name for name, seconds in NAMED_SPEEDS.items() if seconds == running.clock.speed)
    stage.change(stage.settings.but(speed=name))
    stage.tell(say("play.speed", seconds=f"{running.clock.speed:g}"))


# -- Time --------------------------------------------------------------------------------------------------------------


def tick(stage: Stage) -> None:
    """Let the game go on, unless a panel is open; open what must be seen now."""
    running = stage.services.running
    if running is None or running.status is None:
        return
    running.clock.held = not stage.front.screen.plays
    if running.tick():
        for layer in stage.layers:
            layer.tree = None
    _lead(stage, running)


def wait_seconds(stage: Stage) -> float | None:
    """In how many seconds `tick` has something to do; None if only after an event."""
    running = stage.services.running
    return None if running is None else running.wait_seconds()


def settings_changed(stage: Stage) -> None:
    """Tell the game what the player has set."""
    running = stage.services.running
    if running is None:
        return
    seconds = NAMED_SPEEDS[stage.settings.speed]
    running.clock.speed = min(SPEEDS, key=lambda known: abs(known - seconds))
    chosen = stage.settings
    running.pausing(chosen.pause_on_threshold, chosen.pause_on_restatement, chosen.pause_on_default)


def _lead(stage: Stage, running: Running) -> None:
    """Open the review when it is due, the question after a launch, and the debrief at the end: each once."""
    status = running.status
    assert status is not None
    if not stage.front.screen.plays or running.busy:
        return
    wanted: list[tuple[str, object]] = []
    if status.over:
        wanted.append(("debrief", status.tenure))
    elif status.review:
        wanted.append(("review", status.week))
    wanted += [("predict", prompt.for_) for prompt in status.prompts]
    for place, about in wanted:
        if (place, about) not in running.led and screen.found(place) is not None:
            running.led.add((place, about))
            running.stop()
            if stage.front.screen.id != place:
                stage.perform(Open(place))
            return
