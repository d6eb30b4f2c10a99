"""``python -I -m action``."""

import gc
import os

gc.set_threshold(100_000)  # before the imports: they make half a million objects, none of them garbage

from action.main import main  # noqa: E402
from codeonfly.leave import leave_with  # noqa: E402
from codeonfly.proxies import reach_loopback_directly  # noqa: E402

reach_loopback_directly(os.environ)
leave_with(lambda: main(os.environ))
