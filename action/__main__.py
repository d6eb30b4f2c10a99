"""``python -I -m action``."""

import os
import sys

from action.main import main

sys.exit(main(os.environ))
