"""The mechanisms of `domain.md` 3, one file each: they read the world, draw, and `emit`. None writes state itself."""
