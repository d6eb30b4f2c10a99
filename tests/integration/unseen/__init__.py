"""Changes written without the rules at hand: cheats (``c ...``) and honest work (``h ...``)."""
