"""What the library is measured against: `python3 -m benchmarks`, from the root of the project."""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # read when NumPy or a peer is imported: with more, a busy core delays all others
