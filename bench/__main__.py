"""All benchmarks, one after the other: ``python -m bench``."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("bench.main_job", "bench.localbox")

if __name__ == "__main__":
    # each in a process of its own, so that none sees what another has imported
    codes = []
    for name in BENCHES:
        print(f"\n== {name}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", name], check=False).returncode)
    sys.exit(max(codes))
