"""``python -I -m action``."""

import gc
import os
import sys

gc.set_threshold(100_000)  # before the imports: they make half a million objects, none of them garbage

from action.main import main  # noqa: E402

sys.exit(main(os.environ))
