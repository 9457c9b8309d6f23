"""How each kind of command is decided: legality, costs, rows. Called by `sim.decide` only; nothing here writes."""
