"""Settings: how it looks, sounds and plays, and which key asks for what. Everything holds at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from engine.ui import texts
from engine.ui.events import Asked, Event, Pressed
from engine.ui.formats import duration
from engine.ui.keys import Bindings, actions, groups, sign
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.screen import Samples, Screen
from engine.ui.services import Services
from engine.ui.settings import Store
from engine.ui.sound import CUES
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Button, Switch
from engine.ui.widgets.choice import Choice
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import FailedPanel, Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label, Rule

say = texts.say
_FIXED = ("back", "enter", "up", "down", "left", "right", "next", "previous")  # without these there is no way back
_DAYS = 15


class SettingsScreen(Screen):
    """Two columns: switches at the left, keys at the right."""

    id: ClassVar[str] = "settings"
    icon: ClassVar[str] = "settings"
    heard: ClassVar[tuple[str, ...]] = ("on-settings",)

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self.waiting = ""
        self.message = ""

    def wait_for(self, action: str) -> None:
        """Wait for the new key of an action; of none, for nothing."""
        self.waiting, self.wants_key = action, bool(action)

    @classmethod
    def open(cls, services: Services) -> Screen:
        """Those of the player."""
        return cls(services.store)

    def build(self) -> Widget:
        """Both columns, each with its own scroller."""
        bindings = self.stage.bindings
        signs = {name: bindings.sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        left = column(*self._trouble(), self._look(), self._heard(), self._play(), gap=12)
        half = Style(grow=1, basis=0, min_height=0, min_width=300)
        return page(
            self.name(),
            Scroller(left, style=half, key="left"),
            Panel(say("settings.keys"), *self._keys(), style=Style(grow=1, basis=0, min_height=0, min_width=300)),
            icon=self.icon,
            places=help_places(self.id, signs),
        )

    # -- Look, sound, play --------------------------------------------------------------------------------------------

    def _set(self, **changes: Any) -> Move | None:
        self.stage.change(self.stage.settings.but(**changes))
        return None

    def _trouble(self) -> list[Widget]:
        if self._store is None or not self._store.trouble:
            return []
        reason = say("settings.trouble_detail", reason=self._store.trouble)
        return [FailedPanel(self.name(), reason, self._again, title=say("settings.trouble"))]

    def _again(self) -> Move | None:
        self.stage.change(self.stage.settings)
        return None

    def _look(self) -> Widget:
        now = self.stage.settings
        sizes = [(percent, f"{percent} %") for percent in (100, 125, 150)]
        return Panel(
            say("settings.look"),
            _line(
                "settings.text",
                Choice(
                    sizes,
                    now.text_percent,
                    lambda to: self._set(text_percent=to),
                    says=say("settings.text"),
                    key="text",
                ),
            ),
            Label(say("settings.sample"), "body", "muted"),
            Rule(),
            self._switch("contrast", now.high_contrast, "high_contrast"),
            Rule(),
            self._switch("motion", now.reduced_motion, "reduced_motion"),
            icon="eye",
        )

    def _heard(self) -> Widget:
        now = self.stage.settings
        return Panel(
            say("settings.heard"),
            self._switch("sound", now.sound, "sound"),
            *([row(Button(say("settings.sound_try"), self._cues, icon="volume-2", key="cues"))] if now.sound else []),
            icon="volume-2",
        )

    def _cues(self) -> Move | None:
        if not sum(self.stage.sounds.play(cue) for cue in CUES):
            self.message = say("settings.sound_none")
            self.stage.rebuild()
        return None

    def _play(self) -> Widget:
        now = self.stage.settings
        speeds = [(speed, say(f"settings.speed_{speed}")) for speed in ("fast", "normal", "slow")]
        spans = [(how, say(f"settings.durations_{how}")) for how in ("days", "weeks")]
        shown = duration(_DAYS, now.durations)
        return Panel(
            say("settings.play"),
            _line(
                "settings.speed",
                Choice(speeds, now.speed, lambda to: self._set(speed=to), says=say("settings.speed"), key="speed"),
            ),
            Rule(),
            _line(
                "settings.durations",
                Choice(
                    spans,
                    now.durations,
                    lambda to: self._set(durations=to),
                    says=say("settings.durations"),
                    key="durations",
                ),
                days=_DAYS,
                shown=shown,
            ),
            Rule(),
            Label(say("settings.pauses"), "label"),
            *(self._pause(name, getattr(now, f"pause_on_{name}")) for name in ("threshold", "restatement", "default")),
            Label(say("settings.pause_always"), "body", "muted"),
            icon="play",
        )

    def _switch(self, name: str, on: bool, field: str) -> Widget:
        return _line(f"settings.{name}", self._knob(say(f"settings.{name}"), on, field))

    def _pause(self, name: str, on: bool) -> Widget:
        says = f"{say('settings.pauses')} {say(f'settings.pause_{name}')}"
        return row(
            Label(say(f"settings.pause_{name}"), style=Style(grow=1, basis=0, min_width=120)),
            self._knob(says, on, f"pause_on_{name}"),
            gap=16,
        )

    def _knob(self, says: str, on: bool, field: str) -> Switch:
        words = (say("settings.off"), say("settings.on"))
        change: Callable[[bool], Move | None] = lambda to: self._set(**{field: to})  # noqa: E731 (one line, one use)
        return Switch(on, change, words, says=f"{says}: {words[on]}", key=field)

    # -- Keys ---------------------------------------------------------------------------------------------------------

    def _keys(self) -> list[Widget]:
        bindings = self.stage.bindings
        items = [
            Item(
                action.says,
                key_sign=bindings.sign(action.id) or say("settings.keys_none"),
                aside=group.title,
                says=say("settings.key_change", action=action.says, sign=bindings.sign(action.id)),
            )
            for group in groups()
            for action in group.action
        ]
        detail = say("settings.keys_detail", reset=bindings.sign("reset"))
        note = [self._note()] if self.message or self.waiting else []
        return [
            Label(detail, "body", "muted"),
            *note,
            Scroller(
                ListView(items, opened=self._change_key, says=say("settings.keys"), key="keys"),
                key="view",
                ground="panel",
            ),
            row(Button(say("settings.reset_button"), self._reset, icon="rotate-ccw", key="reset-keys")),
        ]

    def _note(self) -> Widget:
        text = self.message
        if self.waiting:
            known = self.stage.bindings.sign(self.waiting)
            text = say("settings.waiting", action=actions()[self.waiting].says, sign=known)
            if self.message:
                text = f"{self.message}\n{text}"
        icon = "keyboard" if self.waiting else "info"
        words = Label(text, style=Style(shrink=1))
        return Sheet(row(Icon(icon, 20, "primary"), words, gap=12), fill="raised", edge="edge", style=Style(padding=12))

    def _change_key(self, at: int) -> Move | None:
        action = [action for group in groups() for action in group.action][at]
        self.message = ""
        self.wait_for("" if action.id in _FIXED else action.id)
        if action.id in _FIXED:
            self.message = say("settings.reserved", sign=self.stage.bindings.sign(action.id))
        self.stage.rebuild()
        return None

    def _reset(self) -> Move | None:
        self.wait_for("")
        self.message = say("settings.reset")
        return self._set(keys={})

    def on(self, event: Event) -> Move | None:
        """The key that was waited for; R resets."""
        if self.waiting and isinstance(event, Pressed):
            self._take(event.key)
            return STAY
        if isinstance(event, Asked) and event.action == "reset":
            return self._reset() or STAY
        return None

    def _take(self, key: str) -> None:
        action = self.waiting
        if key == "escape":
            self.wait_for("")
            self.message = ""
        elif (found := self.stage.bindings.conflict(action, key)) is not None or key == "tab":
            other = actions()[found.other].says if found is not None else actions()["next"].says
            self.message = say("settings.conflict", sign=sign(key), other=other, action=actions()[action].says)
        else:
            self.wait_for("")
            self.message = say("settings.changed", action=actions()[action].says, sign=sign(key))
            changed = Bindings(self.stage.settings.keys).with_key(action, key).changed
            self._set(keys={name: list(keys) for name, keys in changed.items()})
        self.stage.rebuild()

    def first_focus(self) -> str:
        """The first of what is set; the list of keys while a key is waited for."""
        return "keys" if self.waiting else "text"


def _line(name: str, control: Widget, **values: object) -> Widget:
    """What is set, what it does, and the control."""
    words = column(
        Label(say(name), "label"),
        Label(say(f"{name}_detail", **values), "body", "muted"),
        gap=2,
        grow=1,
        basis=0,
        min_width=140,
    )
    return row(words, control, gap=16, wrap=True)


def samples() -> Samples:
    """Pictures: as it is, before anything was changed (the same), a key that is taken, settings that cannot be kept."""

    def conflict() -> Screen:
        shown = SettingsScreen()
        shown.wait_for("board")
        shown.message = say("settings.conflict", sign="M", other="Metrics wall", action="Board")
        return shown

    def failed() -> Screen:
        store = Store(None)
        store.trouble = "settings.json could not be written: No space left on device"
        return SettingsScreen(store)

    return {"normal": SettingsScreen, "empty": SettingsScreen, "conflict": conflict, "error": failed}


SCREEN = SettingsScreen
