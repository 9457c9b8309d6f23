"""The catalogue: one file per intervention, found by `sim.intervention.catalogue`."""
