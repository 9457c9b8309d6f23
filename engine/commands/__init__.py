"""The commands of `steerco`, a module for each group; each imports what is heavy only once it is called."""
