"""Who commands: nobody, a plan, a bot. Each acts weekly on what is reported, and never sees the truth."""
