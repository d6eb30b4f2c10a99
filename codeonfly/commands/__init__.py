"""What the command line does, one module a command; ``cli.py`` only reads the words."""
