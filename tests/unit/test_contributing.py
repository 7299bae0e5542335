"""The worked examples of CONTRIBUTING.md, entered in a copy of the library: an activation, a cost, a widget."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", CONTRIBUTING, re.DOTALL | re.MULTILINE)


def copy_of_the_library(folder):
    shutil.copytree(ROOT / "lecture_lib", folder / "lecture_lib", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "lecture_lib"


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
    (example,) = [block for block in blocks("python") if f"\n    {row}" in block]
    functions, _, line = example.rpartition("\n\n\n")
    path = copy_of_the_library(tmp_path) / file
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


MADE = """
import json, lecture_lib
squash = lecture_lib.Squash()
assert "Squash" in dir(lecture_lib)
print(json.dumps({"esm": squash._esm, "css": squash._css, "state": squash.own_state()}))
squash.set_state({"row": 99})
print(squash.message, squash.row)
"""
PUSHED = """
import { draw, openPage, openWidget } from "./page.js";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";

openPage();
const model = new FakeModel(widgetState("squash").state);
const { views: [view] } = await openWidget(model, 1, "squash");
console.log(view.shown("a"));
view.drag(80);
view.letGo();
console.log(view.shown("a"), model.get("row"), model.saves.length);
model.arrive({ row: 99 });
draw();
console.log(view.shown("a"), view.message !== "");
"""


@pytest.fixture
def squash(tmp_path):
    """The widget of the example: what Python says of it, and a folder with its module and its state."""
    library = copy_of_the_library(tmp_path)
    (line,) = re.findall(r'`("Squash": ".*",)`', CONTRIBUTING)
    init = library / "__init__.py"
    init.write_text(init.read_text(encoding="utf-8").replace("_LATER = {", f"_LATER = {{\n    {line}"), encoding="utf-8")
    (library / "widgets/squash").mkdir()
    (library / "widgets/squash/__init__.py").touch()
    for name, language in {"squash.py": "python", "squash.js": "js", "squash.css": "css"}.items():
        (text,) = [block for block in blocks(language) if name in block]
        (library / "widgets/squash" / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", MADE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr
    made, said = done.stdout.splitlines()
    made = json.loads(made)
    (tmp_path / "squash.mjs").write_text(made["esm"], encoding="utf-8")
    (tmp_path / "squash.json").write_text(json.dumps({"state": made["state"]}), encoding="utf-8")
    return SimpleNamespace(folder=tmp_path, said=said, css=made["css"])


def test_the_example_of_a_widget_is_made_with_the_familys_style_and_refuses_in_a_sentence(squash):
    assert ".bp-widget" in squash.css and ".bp-squash" in squash.css
    assert squash.said == "row: expected a row of the table, 0 to 80, got 99. 40"


def test_the_example_of_a_widget_is_drawn_pushed_and_keeps_its_last_picture(squash, node, node_modules):
    command = [node, "--input-type=module", "-e", PUSHED]
    environment = os.environ | {"EXPLORER_FIXTURES": str(squash.folder)}
    done = subprocess.run(
        command, cwd=node_modules.parent, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600
    )
    assert done.stdout.splitlines() == ["σ(0.0) = 0.5000", "σ(4.0) = 0.9820 80 1", "σ(4.0) = 0.9820 true"], done.stderr
