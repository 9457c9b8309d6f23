"""Screens, one file each, found by this folder (`engine.ui.screen`)."""
