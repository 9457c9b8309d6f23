"""The metrics: one file each, found by `sim.metric.metrics`."""
