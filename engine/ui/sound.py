"""Five short cues, made when first heard, off by default. Each repeats what is on screen; none is needed to play.

A machine without sound plays without: nothing here ever fails.
"""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pygame

Cue = Literal["confirm", "week", "pause", "refused", "done"]
RATE: Final = 44_100
LOUDNESS: Final = 0.20

# Notes of each cue: (frequency in Hz, begin in s, length in s).
_NOTES: Final[dict[Cue, tuple[tuple[float, float, float], ...]]] = {
    "confirm": ((659.26, 0.00, 0.10),),
    "week": ((392.00, 0.00, 0.05),),
    "pause": ((523.25, 0.00, 0.12), (783.99, 0.10, 0.18)),
    "refused": ((246.94, 0.00, 0.12), (207.65, 0.10, 0.18)),
    "done": ((523.25, 0.00, 0.14), (659.26, 0.11, 0.14), (783.99, 0.22, 0.30)),
}
CUES: Final[tuple[Cue, ...]] = tuple(_NOTES)


def wave(cue: Cue) -> npt.NDArray[np.int16]:
    """A cue as samples, one channel."""
    notes = _NOTES[cue]
    whole = np.zeros(math.ceil(max(begin + length for _, begin, length in notes) * RATE) + 1)
    for frequency, begin, length in notes:
        time = np.arange(round(length * RATE)) / RATE
        tone = np.sin(2 * math.pi * frequency * time) + 0.25 * np.sin(4 * math.pi * frequency * time)
        swell = np.minimum(1.0, time / 0.008) * np.exp(-4.0 * time / length) * np.minimum(1.0, (length - time) / 0.01)
        at = round(begin * RATE)
        whole[at : at + len(time)] += tone * swell
    loudest = float(np.max(np.abs(whole)))
    return np.round(whole / loudest * LOUDNESS * 32_767).astype(np.int16)


class Sounds:
    """Plays cues where it can.

    Attributes:
        on: whether the player wants them.
    """

    def __init__(self) -> None:
        self.on = False
        self._made: dict[Cue, pygame.mixer.Sound] = {}
        self._silent = False

    def play(self, cue: Cue) -> bool:
        """Play a cue; whether it could be heard."""
        if not self.on or self._silent:
            return False
        try:
            if pygame.mixer.get_init() is None:
                pygame.mixer.init(RATE, -16, 1, 512)
            if cue not in self._made:
                self._made[cue] = pygame.mixer.Sound(buffer=self._fitting(wave(cue)))
            self._made[cue].play()
        except (pygame.error, ImportError, NotImplementedError, OSError):
            self._silent = True  # without a device it stays so for this game
            return False
        return True

    @staticmethod
    def _fitting(samples: npt.NDArray[np.int16]) -> bytes:
        """Samples as the mixer that we got wants them: it may have two channels though we asked for one."""
        got = pygame.mixer.get_init()
        channels = got[2] if got is not None else 1
        return np.repeat(samples, channels).tobytes()
