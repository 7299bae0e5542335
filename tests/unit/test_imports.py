"""What `import lecture_lib` brings with it, and what it leaves alone."""

import ast
import graphlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lecture_lib

ROOT = Path(__file__).parents[2]
CORE = """
import numpy as np, lecture_lib as lib
net = lib.Network((4, 3, 4, 5, 2), rng=0)
x, y = [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
a, z = lib.forward(net, x)
lib.backward(net, a, z, y), lib.gradient(net, x, y), lib.cost(net, x, y), lib.diagonal_form(net, a, z, y)
lib.check_gradient(net, x, y), lib.perturb(net, x, y, "w43[3]", 0.1), lib.sweep(net, x, y, "w43[3]", [0.0, 1.0])
lib.step_size_study(net, x, y, "w43[3]"), lib.compare_gradients(net.p, net)
X, Y = lib.lecture_data()
small = lib.Network((2, 2, 3, 2), rng=0)
lib.train_sgd(small, X, Y, n_iter=3, rng=0, compiled=False), lib.train_gd(small, X, Y, eta=1.0, n_iter=3)
lib.train_minibatch(small, X, Y, eta=1.0, n_iter=3, batch_size=2, rng=0)
"""


def run(code):
    """Run code in a fresh interpreter, in which every warning is an error, and return what it wrote."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)


@pytest.mark.parametrize("code", ["import lecture_lib", CORE], ids=["import", "use of the core"])
def test_nothing_that_draws_or_compiles_is_loaded_by(code):
    heavy = "matplotlib", "ipywidgets", "anywidget", "IPython", "numba", "tqdm", "autograd"
    out = run(f"{code}\nimport sys; print([name for name in {heavy} if name in sys.modules])").stdout
    assert out == "[]\n"


def test_the_library_never_asks_for_scikit_learn():
    assert [str(file) for file in (ROOT / "lecture_lib").rglob("*.py") if "sklearn" in file.read_text(encoding="utf-8")] == []


def test_the_core_writes_nothing():
    done = run(CORE)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_core_leaves_the_global_random_numbers_alone():
    code = f"import numpy as np; before = np.random.get_state()[1].tolist()\n{CORE}\n"
    assert run(code + "print(np.random.get_state()[1].tolist() == before)").stdout == "True\n"


def test_dir_lists_what_the_package_offers():
    offered = {
        "Comparison", "GradientCheck", "History", "Network", "ParameterRef", "Parameters", "Pass", "Perturbation", "Progress",
        "StepSizeStudy", "Sweep", "backward", "check_gradient", "compare_gradients", "cost", "diagonal_form", "forward",
        "gradient", "lecture_data", "numeric_gradient", "perturb", "step_size_study", "sweep", "train_gd", "train_minibatch",
        "train_sgd",
    }  # fmt: skip
    assert offered - set(dir(lecture_lib)) == set()


def test_dir_lists_nothing_else():
    assert sorted(dir(lecture_lib)) == sorted(lecture_lib.__all__)


def test_unknown_attribute_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match=r"'lecture_lib' has no attribute 'backwards'"):
        lecture_lib.backwards  # noqa: B018


def test_unknown_name_cannot_be_imported():
    with pytest.raises(ImportError, match="backwards"):
        from lecture_lib import backwards  # noqa: F401


@pytest.mark.parametrize(
    "name, signature",
    [
        ("forward", "(net, x)"),
        ("backward", "(net, a, z, y)"),
        ("gradient", "(net, x, y)"),
        ("cost", "(net, x, y)"),
        ("predict", "(net, X)"),
        ("accuracy", "(net, X, Y)"),
        ("diagonal_form", "(net, a, z, y)"),
        ("check_gradient", "(net, x, y, *, analytic=None, method='central', h=None, penalty=None)"),
        ("numeric_gradient", "(f, p, *, method='central', h=None)"),
        ("step_size_study", "(net, x, y, parameter, hs=None)"),
        ("compare_gradients", "(student, truth, *, tolerance=1e-06)"),
        ("perturb", "(net, x, y, parameter, change)"),
        ("sweep", "(net, x, y, parameter, values)"),
        ("lecture_data", "()"),
        (
            "train_sgd",
            "(net, X, Y, *, eta=0.05, n_iter=100000, rng=None, record_every=None, callback=None, compiled='auto')",
        ),
        ("train_gd", "(net, X, Y, *, eta, n_iter, record_every=None, callback=None)"),
        ("train_minibatch", "(net, X, Y, *, eta, n_iter, batch_size, rng=None, record_every=None, callback=None)"),
    ],
)
def test_signature_is_as_promised(name, signature):
    assert str(inspect.signature(getattr(lecture_lib, name))) == signature


def test_signature_of_network_is_as_promised():
    assert str(inspect.signature(lecture_lib.Network)) == (
        "(sizes, *, activation='sigmoid', output_activation=None, cost='quadratic', rng=None, scale=0.5, init='normal', "
        "biases=True)"
    )


@pytest.mark.parametrize("name", ["Network", "ParameterRef", "forward", "backward", "gradient", "check_gradient", "sweep"])
def test_help_says_something(name):
    assert len(inspect.getdoc(getattr(lecture_lib, name)).split()) > 5


@pytest.mark.parametrize("name", [*lecture_lib.ACTIVATIONS, *lecture_lib.COSTS])
def test_help_of_network_names_each_activation_and_cost(name):
    assert f'"{name}"' in inspect.getdoc(lecture_lib.Network)


@pytest.mark.parametrize("form", ["w43[3]", "b4[3]", "w10,3[2]", "w_{43}^{[3]}", "w₄₃⁽³⁾"])
def test_help_of_network_shows_forms_of_a_parameters_name_that_are_read(form):
    assert form in inspect.getdoc(lecture_lib.Network)
    lecture_lib.ParameterRef.parse(form)


def test_results_are_float64():
    net = lecture_lib.Network((2, 3, 2), rng=0)
    a, _ = lecture_lib.forward(net, np.array([1, 2], dtype=np.int8))
    assert {v.dtype for v in a[1:]} == {np.dtype(float)}


# which way imports go

LIBRARY = ROOT / "lecture_lib"


def imports_of(path):
    """Return the modules of the library that a Python file imports, also inside its functions."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("lecture_lib."):
            names.append(node.value)  # as importlib gets it
    return [name for name in names if name.startswith("lecture_lib")]


def scripts_of(path):
    """Return the scripts that a script imports."""
    sources = re.findall(r'^import .* from "([^"]+)";', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [(path.parent / source).resolve() for source in sources]


CORE_FILES = sorted(path for path in LIBRARY.rglob("*.py") if "widgets" not in path.parts and path.name != "figures.py")
SCRIPTS = sorted((LIBRARY / "widgets").rglob("*.js"))


@pytest.mark.parametrize("path", [path for path in CORE_FILES if path.parent != LIBRARY or path.name != "__init__.py"], ids=str)
def test_the_core_imports_neither_widgets_nor_figures(path):
    assert [name for name in imports_of(path) if name.startswith(("lecture_lib.widgets", "lecture_lib.figures"))] == []


COMMON = [LIBRARY / "widgets" / name for name in ("shared", "page")]  # of no widget alone


@pytest.mark.parametrize("path", sorted(path for room in COMMON for path in room.iterdir()), ids=lambda path: path.name)
def test_what_widgets_share_imports_from_none_of_them(path):
    rooms = {script.parent for script in scripts_of(path)} if path.suffix == ".js" else set()
    if path.suffix == ".py":
        names = [name.split(".")[2] for name in imports_of(path) if name.startswith("lecture_lib.widgets.")]
        rooms = {LIBRARY / "widgets" / name for name in names if name != "_assemble"}
    assert rooms <= set(COMMON)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_script_imports_from_its_own_room_and_from_what_is_shared(path):
    rooms = {script.parent.name for script in scripts_of(path)}
    assert rooms <= {path.parent.name, "shared"}


def test_the_imports_of_the_library_lead_in_no_circle():
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in LIBRARY.rglob("*.py")}
    graph = {name.removesuffix(".__init__"): imports_of(path) for name, path in modules.items() if name != "lecture_lib.__init__"}
    graphlib.TopologicalSorter(graph).prepare()
