"""start.py as its users meet it: what it makes, what it leaves alone, and one sentence for whatever can be wrong."""

import ast
import errno
import importlib.util
import json
import os
import pathlib
import runpy
import shutil
import socket
import subprocess
import sys
import sysconfig
import types
import venv

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config.loader import PyFileConfigLoader

ROOT = pathlib.Path(__file__).resolve().parents[2]
WINDOWS = os.name == "nt"


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py in a folder of its own."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("start.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    monkeypatch.chdir(tmp_path)
    return without_network(folder, monkeypatch)


def without_network(folder, monkeypatch):
    """The start.py of this folder; what would take the network or the terminal is written down instead."""
    module = load(folder / "start.py")
    module.made, module.installed, module.became = [], [], []
    monkeypatch.setattr(module, "make_venv", lambda: make_venv(module))
    monkeypatch.setattr(module, "install", lambda packages: install(module, packages))
    monkeypatch.setattr(module, "become", module.became.append)
    monkeypatch.setattr(module, "find_browser", lambda: "/usr/bin/some-browser")
    monkeypatch.setattr(module, "check_node", lambda: None)
    monkeypatch.setattr(module, "version", {"/usr/bin/some-browser": "156.0", "/usr/bin/firefox": "140.3"}.get)
    return module


def load(file):
    spec = importlib.util.spec_from_file_location("start_under_test", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_venv(module):
    venv.create(module.VENV, clear=True, with_pip=False, symlinks=not WINDOWS)
    add_package(module, "pip")
    module.made.append(module.VENV)


def install(module, packages):
    for name in ("lecture_lib", "jupyterlab"):
        add_package(module, name)
    module.installed.append(packages)


def add_package(module, name):
    package = site_packages(module) / name
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()


def site_packages(module):
    return pathlib.Path(sysconfig.get_path("purelib", "venv", {"base": str(module.VENV)}))


def sentence(function, *arguments):
    """What start.py says instead of going on."""
    with pytest.raises(SystemExit) as stopped:
        function(*arguments)
    return stopped.value.code


# Made once

def test_the_first_run_makes_the_environment_and_installs_the_requirements(start):
    start.main([])
    assert start.made == [start.VENV]
    assert start.installed == [["-r", "requirements.txt"]]


def test_the_second_run_installs_nothing(start):
    start.main([])
    start.main([])
    assert (len(start.made), len(start.installed)) == (1, 1)


def test_the_test_command_also_installs_the_test_extra(start):
    start.main(["test"])
    assert start.installed == [["-r", "requirements.txt", "-e", ".[test]"]]


def test_the_test_extra_is_added_to_an_environment_that_has_the_notebooks(start):
    start.main([])
    start.main(["test"])
    assert (len(start.made), len(start.installed)) == (1, 2)


def test_after_the_tests_the_notebooks_need_nothing_more(start):
    start.main(["test"])
    start.main([])
    assert len(start.installed) == 1


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_installed_into_the_same_environment(start, name):
    start.main([])
    (start.ROOT / name).write_text("# nothing\n")
    start.main([])
    assert (len(start.made), len(start.installed)) == (1, 2)


def test_an_environment_made_by_hand_is_kept(start):
    make_venv(start)
    start.main([])
    assert (len(start.made), len(start.installed)) == (1, 1)


def overrides(start):
    """The settings of JupyterLab that start.py makes."""
    start.main([])
    return json.loads((start.VENV / "share/jupyter/lab/settings/overrides.json").read_text())


def test_jupyterlab_does_not_ask_about_news(start):
    assert overrides(start)["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false"}


def test_jupyterlab_saves_widgets(start):
    assert overrides(start)["@jupyter-widgets/jupyterlab-manager:plugin"] == {"saveState": True}


def test_an_environment_with_other_settings_is_furnished_again(start):
    start.main([])
    start.OVERRIDES = "{}"
    assert overrides(start) == {}


# Made again

@pytest.fixture
def manager(start, tmp_path):
    """What saves notebooks in the JupyterLab that start.py makes."""
    start.main([])
    config = PyFileConfigLoader("jupyter_server_config.py", str(start.VENV / "etc/jupyter")).load_config()
    return FileContentsManager(config=config, root_dir=str(tmp_path))


VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
PICTURE = '<img alt="a network" src="data:image/svg+xml;base64,"/>'
EXPLORER, LAYOUT, FORMER, ENDED = (letter * 32 for letter in "abcd")


def saved(manager, models, *shown):
    """A notebook that shows these widgets, beside their pictures, saved when JupyterLab has these models, and read again."""
    data = [{VIEW: {"model_id": name}, "text/html": PICTURE} for name in shown]
    cell = new_code_cell(outputs=[new_output("display_data", data=each) for each in data])
    metadata = {} if models is None else {"widgets": {STATE: {"state": models, "version_major": 2}}}
    content = new_notebook(cells=[cell], metadata=metadata)
    manager.save({"type": "notebook", "format": "json", "content": content}, "shown.ipynb")
    return manager.get("shown.ipynb")["content"]


def forms(notebook):
    return [sorted(output.data) for output in notebook.cells[0].outputs]


MODELS = {EXPLORER: {"state": {"layout": f"IPY_MODEL_{LAYOUT}"}}, LAYOUT: {"state": {}}, FORMER: {"state": {}}}


def test_a_widget_that_is_shown_is_saved_with_what_it_refers_to_and_no_former_one(manager):
    assert set(saved(manager, MODELS, EXPLORER)["metadata"]["widgets"][STATE]["state"]) == {EXPLORER, LAYOUT}


def test_of_a_widget_that_has_ended_the_picture_is_saved(manager):
    assert forms(saved(manager, MODELS, EXPLORER, ENDED)) == [[VIEW, "text/html"], ["text/html"]]


def test_where_no_widget_is_alive_no_state_is_saved(manager):
    notebook = saved(manager, {}, ENDED)
    assert "widgets" not in notebook["metadata"] and forms(notebook) == [["text/html"]]


def test_where_jupyterlab_is_told_to_save_no_widgets_the_views_stay(manager):
    assert forms(saved(manager, None, ENDED)) == [[VIEW, "text/html"]]


@pytest.mark.parametrize("file", ["jupyter_server_config.py", "jupyter_nbconvert_config.py"])
def test_an_export_of_a_notebook_with_saved_widgets_shows_their_pictures(start, manager, file):
    config = PyFileConfigLoader(file, str(start.VENV / "etc/jupyter")).load_config()
    page, _ = HTMLExporter(config=config).from_notebook_node(saved(manager, MODELS, EXPLORER))
    assert PICTURE in page and "widget-view" not in page


def test_saving_a_text_is_left_alone(manager, tmp_path):
    manager.save({"type": "file", "format": "text", "content": "mine"}, "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_saving_a_notebook_keeps_what_it_says_of_its_python(manager, tmp_path):
    stored = new_notebook(metadata={"language_info": {"name": "python", "version": "3.11.0"}})
    (tmp_path / "one.ipynb").write_text(nbformat.writes(stored))
    model = manager.get("one.ipynb")
    model["content"]["metadata"]["language_info"]["version"] = "3.13.5"
    model["content"]["cells"].append(new_markdown_cell("mine"))
    manager.save(model, "one.ipynb")
    saved = nbformat.read(tmp_path / "one.ipynb", as_version=4)
    assert (saved.metadata.language_info.version, saved.cells[0].source) == ("3.11.0", "mine")


def test_new_notebooks_and_other_files_are_saved_as_they_are(start, tmp_path):
    start.main([])
    config = PyFileConfigLoader("jupyter_server_config.py", str(start.VENV / "etc/jupyter")).load_config()
    manager = FileContentsManager(config=config, root_dir=str(tmp_path))
    manager.save({"type": "file", "format": "text", "content": "x"}, "notes.txt")
    manager.save({"type": "notebook", "content": new_notebook()}, "new.ipynb")
    assert (tmp_path / "notes.txt").read_text() == "x" and (tmp_path / "new.ipynb").is_file()


def test_an_interrupted_first_run_is_begun_afresh(start, monkeypatch):
    def interrupted(packages):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.main([])
    start.main([])
    assert (len(start.made), len(start.installed)) == (2, 1)


def test_an_environment_whose_base_python_is_gone_is_made_again(start):
    start.main([])
    start.PYTHON.unlink()
    if not WINDOWS:
        start.PYTHON.symlink_to("/nowhere/python")
    start.main([])
    assert (len(start.made), len(start.installed)) == (2, 2)


def test_an_environment_that_lost_its_packages_is_made_again(start):
    start.main([])
    shutil.rmtree(site_packages(start) / "jupyterlab")
    start.main([])
    assert (len(start.made), len(start.installed)) == (2, 2)


def test_a_moved_folder_gets_a_new_environment(start, tmp_path, monkeypatch):
    start.main([])
    os.chdir(tmp_path)
    moved = without_network(start.ROOT.rename(tmp_path / "moved"), monkeypatch)
    moved.main([])
    assert (len(moved.made), len(moved.installed)) == (1, 1)


def test_another_python_gets_a_new_environment(start, monkeypatch):
    start.main([])
    monkeypatch.setattr(start.sys, "version_info", (3, 99, 0))
    start.main([])
    assert (len(start.made), len(start.installed)) == (2, 2)


# What is run

def test_lab_opens_on_the_first_notebook(start):
    start.main([])
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in start.became[0]
    assert (ROOT / "notebooks" / "00_start_here.ipynb").is_file()


def test_other_words_are_handed_to_lab(start):
    start.main(["--no-browser", "--LabApp.collaborative=False"])
    assert start.became[0][-2:] == ["--no-browser", "--LabApp.collaborative=False"]


def test_other_words_are_handed_to_pytest(start):
    start.main(["test", "-k", "name"])
    assert start.became == [[start.PYTHON, "-m", "pytest", "-k", "name"]]


def test_the_test_command_says_which_engines_it_has(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "find_firefox", lambda: "/usr/bin/firefox")
    monkeypatch.setattr(start, "find_webkit", lambda: None)
    start.main(["test"])
    assert capsys.readouterr().out == (
        "Engines for the browser tests: Chromium 156.0, Firefox 140.3; "
        "not here: WebKit (on Linux, apt install webkit2gtk-driver xvfb).\n")


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_and_only_root_allows_root(start, monkeypatch, user, allowed):
    monkeypatch.setattr(start.os, "geteuid", lambda: user, raising=False)
    start.main([])
    assert ("--allow-root" in start.became[0]) == allowed


def test_it_works_from_any_folder(start, tmp_path):
    assert pathlib.Path.cwd() != start.ROOT
    start.main([])
    assert pathlib.Path.cwd() == start.ROOT


def test_help_is_the_docstring(start, capsys):
    start.main(["--help"])
    assert capsys.readouterr().out == start.__doc__
    assert start.made == []


# One sentence each

def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    said = sentence(runpy.run_path, str(ROOT / "start.py"))
    assert said.startswith("These notebooks need Python 3.11 or newer, and this is Python 3.8: install ")


def test_every_python_can_read_the_file():
    source = (ROOT / "start.py").read_bytes()
    tree = ast.parse(source, feature_version=(3, 4))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred, ast.AsyncFunctionDef, ast.Match, ast.Nonlocal)
    found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, new) and not is_call_star(node, tree)]
    assert source.isascii()
    assert found == []


def is_call_star(star, tree):
    """f(*arguments), which every Python knows, unlike [*items]."""
    return any(isinstance(node, ast.Call) and star in node.args for node in ast.walk(tree))


def test_the_question_of_the_version_comes_before_anything_else():
    docstring, import_sys, question, *_ = ast.parse((ROOT / "start.py").read_text()).body
    assert isinstance(docstring, ast.Expr)
    assert ast.unparse(import_sys) == "import sys"
    assert ast.unparse(question.test) == "sys.version_info < (3, 11)"


def test_an_unknown_command_is_told_the_two_there_are(start):
    said = sentence(start.main, ["tset"])
    assert said.startswith("There is no command 'tset': ")
    assert "python3 start.py test" in said
    assert start.made == []


@pytest.mark.parametrize("spelling", ["--port={}", "--port {}", "--ServerApp.port={}"])
def test_a_named_port_in_use_is_said_before_anything_is_made(start, spelling):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = sentence(start.main, spelling.format(port).split())
    assert said == f"Port {port} is in use: name another one, or leave --port out and a free one is found."
    assert start.made == []


def test_a_named_port_that_is_free_is_handed_on(start):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    start.main(["--port", str(free)])
    assert start.became[0][-2:] == ["--port", str(free)]


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence(start, monkeypatch):
    def refuse():
        raise PermissionError(errno.EACCES, "Permission denied", str(start.VENV))

    monkeypatch.setattr(start, "make_venv", refuse)
    assert sentence(start.main, []) == (
        f"Cannot write to {start.VENV} (Permission denied): copy the whole folder to a place of your own, "
        "such as your home folder, and start it there.")


def test_a_file_where_the_environment_should_be_is_said_in_one_sentence(start, monkeypatch):
    monkeypatch.setattr(start, "make_venv", load(start.ROOT / "start.py").make_venv)
    start.VENV.write_text("in the way")
    assert sentence(start.main, []).startswith(f"{start.VENV} is a file, and a folder of that name is needed: rename the file")
    assert start.VENV.read_text() == "in the way"


def test_a_python_without_its_venv_module_is_told_where_to_get_it(start, monkeypatch):
    def no_pip(*arguments, **options):
        raise subprocess.CalledProcessError(1, "ensurepip")

    fresh = load(start.ROOT / "start.py")
    monkeypatch.setattr(fresh.venv, "create", no_pip)
    assert "apt install python3-venv" in sentence(fresh.make_venv)


def test_a_machine_without_node_is_told_so_before_anything_is_made(start, monkeypatch):
    monkeypatch.setattr(start, "check_node", load(start.ROOT / "start.py").check_node)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    said = sentence(start.main, ["test"])
    assert said == "The tests need Node.js 20 or newer: install it from nodejs.org and run the same command again."
    assert start.made == []


def test_a_machine_without_a_browser_for_the_tests_is_told_which_ones_will_do(start, monkeypatch):
    start.main(["test"])
    monkeypatch.setattr(start, "find_browser", lambda: None)
    monkeypatch.setattr(start, "prepare", lambda command: None)
    monkeypatch.setattr(start.subprocess, "call", lambda command, **streams: 1)
    assert "install Chromium, Chrome or Edge" in sentence(start.main, ["test"])


# Installing: uv, then pip, then a sentence

@pytest.fixture
def installing(start, monkeypatch):
    """start.install with every command answered from a table: what to say to pip about uv, to uv, and to pip."""
    fresh = load(start.ROOT / "start.py")
    answers = types.SimpleNamespace(uv_can_be_had=(0, ""), uv=0, pip=0, ran=[])

    def call(command, **streams):
        answers.ran.append(command[2])
        return getattr(answers, command[2])

    def run(command, **streams):
        code, errors = answers.uv_can_be_had
        return types.SimpleNamespace(returncode=code, stderr=errors)

    monkeypatch.setattr(fresh.subprocess, "call", call)
    monkeypatch.setattr(fresh.subprocess, "run", run)
    answers.install = lambda: fresh.install(["-r", "requirements.txt"])
    return answers


def test_uv_installs(installing):
    installing.install()
    assert installing.ran == ["uv"]


def test_pip_installs_where_uv_cannot_be_had(installing):
    installing.uv_can_be_had = 1, "ERROR: No matching distribution found for uv"
    installing.install()
    assert installing.ran == ["pip"]


def test_pip_installs_where_uv_does_not_get_through(installing):
    installing.uv = 2
    installing.install()
    assert installing.ran == ["uv", "pip"]


def test_no_network_is_said_in_one_sentence(installing):
    installing.uv_can_be_had = 1, "WARNING: Retrying after connection broken by 'NewConnectionError(...)': /simple/uv/"
    assert sentence(installing.install) == (
        "The packages cannot be reached: connect this machine to the internet and run the same command again.")
    assert installing.ran == []


def test_another_failure_points_to_what_pip_said(installing):
    installing.uv, installing.pip = 2, 1
    assert sentence(installing.install).startswith("The packages could not be installed: see to what the lines above")


# The whole program

def test_on_the_command_line_a_sentence_is_all_that_is_said(start):
    run = subprocess.run([sys.executable, str(start.ROOT / "start.py"), "tset"], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1


def test_find_browser_looks_in_the_path(tmp_path, monkeypatch):
    browser = tmp_path / ("chromium.exe" if WINDOWS else "chromium")
    browser.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert load(ROOT / "start.py").find_browser() == str(browser)


@pytest.mark.parametrize("missing", ["WebKitWebDriver", "Xvfb"])
def test_webkit_wants_its_driver_and_a_screen(monkeypatch, missing):
    start = load(ROOT / "start.py")
    monkeypatch.setattr(start.shutil, "which", lambda name: None if name == missing else f"/usr/bin/{name}")
    assert start.find_webkit() is None
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert start.find_webkit() == "/usr/bin/WebKitWebDriver"


@pytest.mark.skipif(WINDOWS, reason="there it is not asked")
@pytest.mark.parametrize(("said", "version"), [("Mozilla Firefox 140.3.1esr", "140.3"), ("Usage: driver options", "")])
def test_the_version_of_a_browser_is_what_it_says(tmp_path, said, version):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    assert load(ROOT / "start.py").version(program) == version
