"""Ratios against the peers a user would pick instead, each measured in one run (`steerco bench`).

`peers` and `folds` do the same work on other libraries, `measure` times competitors in turn, `suite` decides what is
compared, `report` shows it. Nothing here is imported by the simulation, and no peer is imported until it is timed.
"""
