"""The widgets, about a dozen; a module for each kind."""
