"""Which keys ask for which action: the shipped table, a player's changes to it, and conflicts between them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.shipped import Strict, shipped

MODIFIERS: Final = ("ctrl", "shift", "alt")
PAD_SIGNS: Final = {
    "a": "A",
    "b": "B",
    "x": "X",
    "y": "Y",
    "back": "Select",
    "start": "Start",
    "leftshoulder": "LB",
    "rightshoulder": "RB",
    "dpup": "↑",
    "dpdown": "↓",
    "dpleft": "←",
    "dpright": "→",
}
_SIGNS: Final = {
    "return": "Enter",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "page up": "PgUp",
    "page down": "PgDn",
    "home": "Home",
    "end": "End",
    "backspace": "Backspace",
    "delete": "Del",
}


class Action(Strict):
    """One thing a key can ask for.

    Attributes:
        id: as screens and widgets hear it.
        keys: any of these asks for it.
        says: in words.
        pad: a button of a gamepad, or nothing.
    """

    id: str
    keys: list[str]
    says: str
    pad: str = ""


class Group(Strict):
    """Actions that are heard together.

    Attributes:
        id: as screens name it.
        title: for people.
        action: its actions.
        always: heard on every screen; others only on the screen that names the group.
    """

    id: str
    title: str
    action: list[Action]
    always: bool = False


class _File(Strict):
    group: list[Group]


@functools.cache
def groups() -> tuple[Group, ...]:
    """The shipped table.

    Raises:
        InputError: the file is missing or damaged.
    """
    return tuple(shipped(_File, "keys.toml").group)


@functools.cache
def actions() -> Mapping[str, Action]:
    """Every action by id."""
    return {action.id: action for group in groups() for action in group.action}


@dataclass(frozen=True)
class Conflict:
    """Two actions that the same key would ask for."""

    key: str
    one: str
    other: str


@dataclass(frozen=True)
class Bindings:
    """The keys in force.

    Attributes:
        changed: a player's keys by action; the rest are the shipped ones.
    """

    changed: Mapping[str, Sequence[str]]

    def keys(self, action: str) -> list[str]:
        """The keys of an action, the first being the one to print."""
        return list(self.changed.get(action, actions()[action].keys))

    def sign(self, action: str) -> str:
        """The key of an action as printed on screen, or nothing where it has none."""
        keys = self.keys(action)
        return sign(keys[0]) if keys else ""

    def asked(self, key: str, heard: Sequence[str]) -> str | None:
        """The action that a key asks for.

        Args:
            key: as `keys.toml` writes it.
            heard: groups of the screen in front, which go before those that are always heard.
        """
        own = [group for group in groups() if group.id in heard]
        for group in [*own, *(group for group in groups() if group.always and group.id not in heard)]:
            for action in group.action:
                if key in self.keys(action.id):
                    return action.id
        return None

    def conflict(self, action: str, key: str) -> Conflict | None:
        """What a new key of an action would get into the way of.

        A screen's own actions may take a key of the always heard ones only where they ship so.
        """
        mine = _group_of(action)
        for group in groups():
            if group.id != mine.id and not (group.always or mine.always):
                continue
            for other in group.action:
                if other.id == action or key not in self.keys(other.id):
                    continue
                shipped_so = key in other.keys and key in actions()[action].keys
                if not shipped_so:
                    return Conflict(key, action, other.id)
        return None

    def with_key(self, action: str, key: str) -> Bindings:
        """The same with one key in place of an action's own."""
        return Bindings({**self.changed, action: [key]})


def _group_of(action: str) -> Group:
    return next(group for group in groups() for entry in group.action if entry.id == action)


def sign(key: str) -> str:
    """A key as printed: "Ctrl +", "Esc", "B"."""
    held = [word for word in MODIFIERS if key.startswith(f"{word}+") or f"+{word}+" in key]
    plain = key
    for word in held:
        plain = plain.replace(f"{word}+", "", 1)
    shown = _SIGNS.get(plain, plain.upper() if len(plain) == 1 else plain.capitalize())
    return " ".join([*(word.capitalize() for word in held), shown])
