"""How each kind of event changes the world: total, without draws and without refusals. Called by `sim.evolve` only."""
