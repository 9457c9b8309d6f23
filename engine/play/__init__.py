"""A game in progress, without a window: commands, time, saves, predictions, pauses, grades, and who serves it.

`Game` (in `engine.play.game`) is the whole of it in one process; `engine.play.worker` offers the same from another
one, so that a window neither waits for the kernel to compile nor stutters while a week runs.
"""

from __future__ import annotations
