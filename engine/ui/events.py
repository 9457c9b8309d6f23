"""What a player did, whatever with: keys, pointer, gamepad and text become these few records.

`Reader` turns pygame's events into them, so that nothing else in the window knows of keys or buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pygame

from engine.ui.keys import Bindings, actions

PointerKind = Literal["move", "press", "release", "wheel", "leave"]
_STICK: Final = 0.6  # of the way, from where a stick counts as a press
_PAD: Final = {
    getattr(pygame, f"CONTROLLER_BUTTON_{constant}"): name
    for name, constant in {
        "a": "A",
        "b": "B",
        "x": "X",
        "y": "Y",
        "back": "BACK",
        "start": "START",
        "leftshoulder": "LEFTSHOULDER",
        "rightshoulder": "RIGHTSHOULDER",
        "dpup": "DPAD_UP",
        "dpdown": "DPAD_DOWN",
        "dpleft": "DPAD_LEFT",
        "dpright": "DPAD_RIGHT",
    }.items()
}


@dataclass(frozen=True)
class Asked:
    """An action of `keys.toml`, by key or gamepad; `key` is what was pressed."""

    action: str
    key: str = ""


@dataclass(frozen=True)
class Pressed:
    """A key that asks for nothing here: for text fields, and for settings that wait for one."""

    key: str


@dataclass(frozen=True)
class Typed:
    """Text, as typed or as an input method gives it."""

    text: str


@dataclass(frozen=True)
class Composing:
    """Text that an input method is still putting together: shown, not yet part of the field."""

    text: str
    start: int


@dataclass(frozen=True)
class Pointer:
    """The mouse, a pen or a finger, in device pixels of the surface; a wheel's `dy` is in notches, up positive."""

    kind: PointerKind
    x: int
    y: int
    dy: float = 0.0


@dataclass(frozen=True)
class Resized:
    """The window has another size."""


@dataclass(frozen=True)
class Exposed:
    """The window must be drawn again, as after being covered."""


@dataclass(frozen=True)
class Closed:
    """The window is to be closed."""


Event = Asked | Pressed | Typed | Composing | Pointer | Resized | Exposed | Closed


class Reader:
    """Reads pygame's events.

    Attributes:
        bindings: the keys in force.
        heard: groups of keys of the screen in front.
        typing: whether a text field has the focus, in which single letters are text.
        waiting: whether the next key is wanted as it is, whatever it asks for.
        ratio: device pixels for each unit in which the system gives the pointer's place.
        composes: whether an input method took a key that was not meant as text.
    """

    def __init__(self, bindings: Bindings) -> None:
        self.bindings = bindings
        self.heard: Sequence[str] = ()
        self.typing = False
        self.waiting = False
        self.ratio = 1.0
        self.composes = False
        self._stick: str | None = None

    def read(self, event: pygame.event.Event) -> list[Event]:
        """What one of pygame's events means; nothing, for most."""
        reader = _READERS.get(event.type)
        return reader(self, event) if reader is not None else []

    def _text(self, event: pygame.event.Event) -> list[Event]:
        return [Typed(event.text)] if self.typing else []

    def _composing(self, event: pygame.event.Event) -> list[Event]:
        if not self.typing:
            self.composes = self.composes or bool(event.text)
            return []
        return [Composing(event.text, event.start)]

    def _key(self, event: pygame.event.Event) -> list[Event]:
        names = key_names(event)
        if not names:
            return []
        if self.waiting:
            return [Pressed(names[0])]
        for name in names:
            action = self.bindings.asked(name, self.heard)
            if action is not None and not (self.typing and _is_text(event, name)):
                return [Asked(action, name)]
        return [Pressed(names[0])]

    def _pointer(self, event: pygame.event.Event) -> list[Event]:
        if event.type == pygame.MOUSEWHEEL:
            x, y = self._place(pygame.mouse.get_pos())
            return [Pointer("wheel", x, y, event.precise_y if hasattr(event, "precise_y") else event.y)]
        x, y = self._place(event.pos)
        if event.type == pygame.MOUSEMOTION:
            return [Pointer("move", x, y)]
        if event.button != pygame.BUTTON_LEFT:
            return []
        return [Pointer("press" if event.type == pygame.MOUSEBUTTONDOWN else "release", x, y)]

    def _place(self, pos: tuple[float, float]) -> tuple[int, int]:
        return round(pos[0] * self.ratio), round(pos[1] * self.ratio)

    def _button(self, event: pygame.event.Event) -> list[Event]:
        name = _PAD.get(event.button, "")
        found: list[Event] = [Asked(action.id, name) for action in actions().values() if name and action.pad == name]
        return found[:1]

    def _axis(self, event: pygame.event.Event) -> list[Event]:
        """A stick pushed far enough is one press of the arrows; it must come back before it counts again."""
        axis, value = event.axis, event.value / 32767
        names = {pygame.CONTROLLER_AXIS_LEFTX: ("left", "right"), pygame.CONTROLLER_AXIS_LEFTY: ("up", "down")}.get(
            axis
        )
        if names is None:
            return []
        pushed = names[value > 0] if abs(value) >= _STICK else None
        if pushed is None:
            if self._stick in names:
                self._stick = None
            return []
        if pushed == self._stick:
            return []
        self._stick = pushed
        return [Asked(pushed, "stick")]


_READERS: Final[dict[int, Callable[[Reader, pygame.event.Event], list[Event]]]] = {
    pygame.KEYDOWN: Reader._key,
    pygame.MOUSEMOTION: Reader._pointer,
    pygame.MOUSEBUTTONDOWN: Reader._pointer,
    pygame.MOUSEBUTTONUP: Reader._pointer,
    pygame.MOUSEWHEEL: Reader._pointer,
    pygame.TEXTINPUT: Reader._text,
    pygame.TEXTEDITING: Reader._composing,
    pygame.CONTROLLERBUTTONDOWN: Reader._button,
    pygame.CONTROLLERAXISMOTION: Reader._axis,
    pygame.QUIT: lambda _reader, _event: [Closed()],
    pygame.WINDOWCLOSE: lambda _reader, _event: [Closed()],
    pygame.WINDOWSIZECHANGED: lambda _reader, _event: [Resized()],
    pygame.WINDOWEXPOSED: lambda _reader, _event: [Exposed()],
    pygame.WINDOWRESTORED: lambda _reader, _event: [Exposed()],
    pygame.WINDOWSHOWN: lambda _reader, _event: [Exposed()],
    pygame.WINDOWLEAVE: lambda _reader, _event: [Pointer("leave", -1, -1)],
}


def _is_text(event: pygame.event.Event, name: str) -> bool:
    """Whether a key writes a character, so that a text field has it and no action."""
    return len(name) == 1 or (name == "space" and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT))


def key_names(event: pygame.event.Event) -> list[str]:
    """A pressed key as `keys.toml` may write it: by the sign it types, then by its own name."""
    plain = pygame.key.name(event.key).lower()
    if not plain or plain.endswith((" ctrl", " shift", " alt", " meta")) or plain in {"caps lock", "numlock"}:
        return []
    plain = {"keypad enter": "enter"}.get(plain, plain)
    held = [name for name, mask in (("ctrl", pygame.KMOD_CTRL), ("alt", pygame.KMOD_ALT)) if event.mod & mask]
    prefix = "".join(f"{name}+" for name in held)
    typed = event.unicode.lower() if event.unicode.isprintable() and event.unicode.strip() else ""
    names = [f"{prefix}{typed}"] if typed and not held else []
    if event.mod & pygame.KMOD_SHIFT and len(plain) > 1:
        names.append(f"{prefix}shift+{plain}")
    else:
        names.append(f"{prefix}{plain}")
        if held and event.mod & pygame.KMOD_SHIFT and plain == "=":
            names.append(f"{prefix}+")
    return list(dict.fromkeys(names))
