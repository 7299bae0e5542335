"""Start the notebooks on backpropagation.

    python3 start.py          open the notebooks in JupyterLab
    python3 start.py test     run every test

The first run makes a Python environment in the folder .venv and needs the internet for it;
after that both start within seconds, and offline too. What else stands on the line is handed
to JupyterLab or to pytest:

    python3 start.py --no-browser --port 9999
    python3 start.py test -k perturb

On Windows write py in place of python3. To begin afresh, delete .venv.
"""
import sys

if sys.version_info < (3, 11):      # first of all, and in a file that even Python 2 can read
    sys.exit("These notebooks need Python 3.11 or newer, and this is Python {}.{}: install a newer one "
             "from python.org and start again with that.".format(*sys.version_info[:2]))

import hashlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import venv
from subprocess import DEVNULL, PIPE

WINDOWS = os.name == "nt"
ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "made-by-start.txt"          # what .venv was made for, and the commands it serves


def main(args):
    """Do what the command line asks; what stands in the way is said in one sentence."""
    if args[:1] in (["-h"], ["--help"]):
        sys.stdout.write(__doc__)
        return
    command = args.pop(0) if args and not args[0].startswith("-") else "lab"
    if command not in ("lab", "test"):
        sys.exit("There is no command {!r}: write python3 start.py to open the notebooks, "
                 "or python3 start.py test to run the tests.".format(command))
    os.chdir(ROOT)
    lab(args) if command == "lab" else test(args)


def lab(args):
    check_port(args)
    prepare("lab")
    options = ["--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")      # root is who you are in many containers, and Jupyter refuses without it
    become([PYTHON, "-m", "jupyterlab"] + options + args)


def test(args):
    check_node()
    prepare("test")
    if not find_browser() and subprocess.call([PYTHON, "-m", "playwright", "install", "chromium"]) != 0:
        sys.exit("The tests need a browser and none was found: install Chromium, Chrome or Edge "
                 "and run the same command again.")
    print(engines(), flush=True)
    become([PYTHON, "-m", "pytest"] + args)


# .venv: made once, made again when it no longer fits, otherwise left alone

def prepare(command):
    """Bring .venv to what the command needs; where it is that already, write nothing and ask no network."""
    if VENV.exists() and not VENV.is_dir():
        sys.exit("{} is a file, and a folder of that name is needed: rename the file and start again.".format(VENV))
    place, packages = made_for()
    stamp = STAMP.read_text("utf-8").splitlines() if STAMP.is_file() else []
    complete = stamp[:2] == [place, packages] and command in stamp[2:]
    if complete and runs("from importlib.util import find_spec as f; f('lecture_lib').origin, f('jupyterlab').origin"):
        return
    sys.stderr.write("Preparing the folder .venv: a minute or two, this once ...\n")
    keep = not complete and stamp[:1] in ([], [place])          # no stamp: somebody made it by hand
    try:
        if not keep or not runs("import pip, sys; assert sys.version_info[:2] == {}".format(sys.version_info[:2])):
            make_venv()
        STAMP.write_text("unfinished", "utf-8")                 # if this run is interrupted, the next begins afresh
        install(["-r", "requirements.txt"] + (["-e", ".[test]"] if command == "test" else []))
        furnish(VENV)
        STAMP.write_text("\n".join([place, packages] + sorted({"lab", command})), "utf-8")
    except (OSError, ValueError) as error:
        sys.exit("Cannot write to {} ({}): copy the whole folder to a place of your own, such as your home folder, "
                 "and start it there.".format(VENV, getattr(error, "strerror", None) or error))


def made_for():
    """Where an environment is at home (Python and folder), and the fingerprint of what it should hold."""
    packages = (ROOT / "requirements.txt").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    packages += (OVERRIDES + CONFIG).encode()
    return "Python {0[0]}.{0[1]} in {1}".format(sys.version_info, ROOT), hashlib.sha256(packages).hexdigest()


def runs(line):
    """Whether the Python in .venv runs this line: not so when it is half made or its base Python is gone."""
    try:
        return subprocess.call([PYTHON, "-I", "-c", line], stdout=DEVNULL, stderr=DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=not WINDOWS)
    except subprocess.CalledProcessError:
        sys.exit("This Python cannot make environments: install its venv module (on Debian and Ubuntu: "
                 "apt install python3-venv), or Python from python.org, and start again.")


def install(packages):
    """By uv, in seconds; by pip, in minutes, where uv cannot be had or does not get through."""
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "install"]
    uv = [PYTHON, "-m", "uv", "pip", "install", "--compile-bytecode", "--python", PYTHON]
    first = subprocess.run(pip + ["uv"], stdout=DEVNULL, stderr=PIPE, text=True)
    if first.returncode and "connection broken by" in first.stderr and "SSL" not in first.stderr:
        sys.exit("The packages cannot be reached: connect this machine to the internet and run the same command again.")
    if first.returncode == 0 and subprocess.call(uv + packages) == 0:
        return
    if subprocess.call(pip + packages) != 0:
        sys.exit("The packages could not be installed: see to what the lines above name, or to the connection to the "
                 "internet, and run the same command again.")


def furnish(folder):
    """Settings of Jupyter that stay in an environment, whose folder is given: .venv, or Binder's own."""
    settings, config = folder / "share" / "jupyter" / "lab" / "settings", folder / "etc" / "jupyter"
    for place in (settings, config):
        place.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(OVERRIDES, "utf-8")
    for app in ("server", "nbconvert"):
        (config / "jupyter_{}_config.py".format(app)).write_text(CONFIG, "utf-8")


# No question about news on top of the first notebook; widgets are saved, and live on when Python has ended.
OVERRIDES = """{
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": true}
}
"""
CONFIG = """
import json
import re
import warnings

VIEW, STATE = ("application/vnd.jupyter.widget-{}+json".format(kind) for kind in ("view", "state"))


def before_saving(model, path, contents_manager, **kwargs):
    if model["type"] == "notebook":
        keep_language_info(model["content"]["metadata"], contents_manager._get_os_path(path))
        keep_what_is_shown(model["content"])


def keep_language_info(metadata, file):
    # or a notebook that was only looked at would count as changed
    try:
        with open(file, encoding="utf-8") as stored:
            metadata["language_info"] = json.load(stored)["metadata"]["language_info"]
    except (OSError, ValueError, KeyError, TypeError):
        pass        # a new file, or no notebook


def keep_what_is_shown(content):
    # of all widgets that were ever made those that a view shows, and what they refer to; a view whose widget has
    # ended with its Python would say "model not found" when the notebook is opened: it goes, and its picture stays
    if "widgets" not in content["metadata"]:
        return
    saved = content["metadata"]["widgets"].get(STATE, {})
    models, shown, new = saved.get("state", {}), set(), set()
    for data in [output["data"] for cell in content["cells"] for output in cell.get("outputs", ()) if "data" in output]:
        if VIEW in data and data[VIEW]["model_id"] in models:
            new.add(data[VIEW]["model_id"])
        else:
            data.pop(VIEW, None)
    while new:
        shown |= new
        named = set(re.findall("[0-9a-f-]{32,36}", json.dumps([models[name] for name in new])))
        new = named & set(models) - shown
    saved["state"] = {name: models[name] for name in models if name in shown}
    if not shown:
        del content["metadata"]["widgets"]


warnings.filterwarnings("ignore", "Overriding existing pre_save_hook")      # traitlets sets it twice
c.FileContentsManager.pre_save_hook = before_saving

# An export shows pictures: saved widgets in it would need the internet.
c.ClearMetadataPreprocessor.enabled = True
c.ClearMetadataPreprocessor.clear_cell_metadata = False
c.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {"kernelspec", "language_info", "title", "authors"}
"""


# What has to be there besides

def check_port(args):
    """Without --port JupyterLab looks for a free one by itself; a port that is named has to be free."""
    for port in re.findall(r"--(?:ServerApp\.)?port[= ](\d+)", " ".join(args)):
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            continue        # nobody answers there
        sys.exit("Port {} is in use: name another one, or leave --port out and a free one is found.".format(port))


def check_node():
    node = shutil.which("node")
    version = subprocess.check_output([node, "--version"], text=True) if node else "v0"
    if int(re.findall(r"\d+", version)[0]) < 20:
        sys.exit("The tests need Node.js 20 or newer: install it from nodejs.org and run the same command again.")


def find_browser():
    """The Chrome, Chromium or Edge of this machine, or None; the browser tests ask here too."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"]
    names += ["/Applications/{0}.app/Contents/MacOS/{0}".format(app) for app in ("Google Chrome", "Chromium")]
    for folder in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
        for app in (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe"):
            names.append(os.path.join(os.environ.get(folder, ""), app))
    return next(filter(None, map(shutil.which, names)), None)


def find_firefox():
    """The Firefox of this machine, or None; Ubuntu's, a snap, may not read pages in the folders that tests use."""
    names = ["firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"]
    names.append(os.path.join(os.environ.get("ProgramFiles", ""), r"Mozilla Firefox\firefox.exe"))
    if not os.path.exists("/snap/bin/firefox"):
        names.append("firefox")
    return next(filter(None, map(shutil.which, names)), None)


def find_webkit():
    """What drives WebKit on this machine, or None; it wants a screen, and Xvfb is one that nobody sees."""
    return shutil.which("WebKitWebDriver") if shutil.which("Xvfb") else None


def other_engines():
    """Beside Chromium: the program, None where it is missing, and how to get it."""
    return {
        "Firefox": (find_firefox(), "apt install firefox-esr, or Firefox from mozilla.org"),
        "WebKit": (find_webkit(), "on Linux, apt install webkit2gtk-driver xvfb"),
    }


def engines():
    """The line that says which browsers the tests have, and how to get the others."""
    others = other_engines().items()
    here = [("Chromium", find_browser())] + [(name, program) for name, (program, _) in others if program]
    missing = ["{} ({})".format(name, how) for name, (program, how) in others if not program]
    line = "Engines for the browser tests: " + ", ".join("{} {}".format(name, version(p)).strip() for name, p in here)
    return line + ("; not here: " + "; ".join(missing) if missing else "") + "."


def version(program):
    """The two first numbers of a program's version, or nothing where it does not say (Windows would open a window)."""
    if WINDOWS or not program:
        return ""
    said = subprocess.run([program, "--version"], stdout=PIPE, stderr=DEVNULL, text=True).stdout
    return "".join(re.findall(r"\d+\.\d+", said)[:1])


def become(command):
    """Hand the terminal to the command; where a program cannot become another one (Windows), wait for it."""
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ["PATH"] = str(BIN) + os.pathsep + os.environ.get("PATH", "")
    if not WINDOWS:
        os.execv(PYTHON, command)
    signal.signal(signal.SIGINT, lambda *_: None)       # Ctrl-C is the command's to answer
    sys.exit(subprocess.call(command))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
