"""Rules over new and changed tests: they ask for less than before, for nothing, or for what they put there themselves."""
