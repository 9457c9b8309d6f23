"""Frozen read models for screens and stories, made of nothing but what a player is told.

`visible` lists the fields of a world that people in the company can see and copies those, and no others, into an empty
world; `chronicle` keeps what was said week by week; `told` puts the two together. Every other module makes the model of
one screen out of that. `models`, `options` and `moments` hold the models themselves: they import nothing heavy, so that
a window can receive them from another process.
"""

from __future__ import annotations
