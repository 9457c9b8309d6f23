"""What runs, records, replays, measures and shows the world that `sim` describes."""
