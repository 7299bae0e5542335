"""The worked examples of CONTRIBUTING.md for an activation and a cost, entered in one place each of a copy of the library."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)

USES = """
import numpy as np
from lecture_lib import ACTIVATIONS, COSTS, Explorer, Network, check_gradient, equation, sweep, train_sgd

x, y = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
X, Y = np.outer(x, [1.0, -1.0, 0.5]), np.outer(y, [1.0, 0.5, 0.25])
net = Network((4, 3, 4, 5, 2), rng=3, {options})
print(repr(net))
for method in ("forward", "central", "complex"):
    print(check_gradient(net, X, Y, method=method).passed)
plain = net.copy()
print(train_sgd(net, X, Y, eta=0.1, n_iter=200, rng=1, compiled=True).backend)
train_sgd(plain, X, Y, eta=0.1, n_iter=200, rng=1, compiled=False)
print(np.allclose(net.p, plain.p, rtol=1e-11, atol=1e-13), equation("23").residual(net, x, y) < 1e-12)
explorer = Explorer(net, x, y)
print(explorer.code.partition(";")[0], {name!r} in [*explorer.form["activations"], *COSTS])
"""


@pytest.mark.parametrize("file, row, options", [
    ("activations.py", "Activation(", "activation='softsign', output_activation='softsign', cost='quadratic'"),
    ("costs.py", "Cost(", "activation='sigmoid', output_activation='sigmoid', cost='log_cosh'"),
])
def test_a_worked_example_entered_in_one_file_serves_everywhere(tmp_path, file, row, options):
    (example,) = [block for block in BLOCKS if f"\n    {row}" in block]
    functions, _, line = example.rpartition("\n\n\n")
    shutil.copytree(ROOT / "lecture_lib", tmp_path / "lecture_lib", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "lecture_lib" / file
    source = path.read_text(encoding="utf-8")
    before, rows, after = re.split(r"^READY_MADE = \((.*?)^\)  # fmt: skip$", source, maxsplit=1, flags=re.DOTALL | re.MULTILINE)
    path.write_text(f"{before}{functions}\n\n\nREADY_MADE = ({rows}{line})\n{after}", encoding="utf-8")
    name = re.search(rf'{re.escape(row)}"(\w+)"', line)[1]
    command = [sys.executable, "-c", USES.format(options=options, name=name)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=600)
    call = options.replace(", cost='quadratic'", "").replace("activation='sigmoid', output_activation='sigmoid', ", "")
    call = call.replace(", output_activation='softsign'", "")
    assert done.stdout.splitlines() == [
        f"Network((4, 3, 4, 5, 2), {options})", "True", "True", "True", "compiled by Numba", "True True",
        f"net = Network((4, 3, 4, 5, 2), {call}) True",
    ], done.stderr  # fmt: skip
