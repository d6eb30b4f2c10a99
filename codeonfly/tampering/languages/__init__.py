"""Rules of one language each: its tests, what is set up around them, sources that find out who runs them."""
