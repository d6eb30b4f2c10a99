"""``python -m codeonfly``, for where the program itself is not on PATH."""

from codeonfly.cli import main

if __name__ == "__main__":
    main()
