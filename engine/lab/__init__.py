"""The lab: many runs of a scenario, spread over threads, processes or a cluster, and what can be learnt from them.

A study is a list of arms (a scenario under one government) over one list of seeds. It is cut into fixed tasks of 256
runs; what comes of them does not depend on who runs them, or in which order.
"""
