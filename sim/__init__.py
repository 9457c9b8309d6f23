"""What the world is: state, events, mechanisms and rules. No file, no screen, no clock, no global randomness."""
