"""Rules over work that is not done: what is made and never used, asked and never looked at, said and not carried out."""
