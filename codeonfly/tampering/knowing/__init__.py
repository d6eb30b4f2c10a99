"""Rules over sources that tell a test's run from any other: by the machine, the clock, a switch, what they are given."""
