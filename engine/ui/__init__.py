"""The window: the only importer of pygame. Screens read frozen views and issue commands; they never touch state.

`docs/window.md` says how the loop, focus and drawing work, and how a screen is added. Nothing heavy is imported here,
so that finding this package costs nothing.
"""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # it would be the first line a player reads
