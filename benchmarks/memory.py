"""The most memory that a gradient check of a network for handwritten digits ever holds, Python and NumPy included."""

import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Row

WORK = "memory to check 23,860 parameters"
TARGET = 500e6  # bytes

CHECK = """
import sys
from pathlib import Path
import numpy as np
from lecture_lib import Network, check_gradient

rng = np.random.default_rng(0)
check = check_gradient(Network((784, 30, 10), rng=rng, scale=0.05), rng.random(784), rng.random(10))
assert check.passed, check
status = Path("/proc/self/status")
if status.exists():  # on Linux ru_maxrss starts from what the process was forked from
    print(next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def peak_memory():
    """One row, from a process that does nothing else."""
    peer = "lecture_lib.check_gradient"
    if sys.platform == "win32":
        return [Row(WORK, peer, unit="B", note="not measured on Windows")]
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", CHECK], cwd=root, capture_output=True, text=True, check=True)
    peak = int(done.stdout)
    return [Row(WORK, peer, value=peak, unit="B", target=f"< {TARGET / 1e6:.0f} MB", met=peak < TARGET)]
