"""Run the notebooks again, and write back what belongs into them: text, the pictures' SVG, and nothing else.

    python -m tools.refresh                 all notebooks; prints how their text outputs change
    python -m tools.refresh 05 00_start     those whose names begin so (or paths)
    python -m tools.refresh --check         write nothing; exit status 1 if something would change

The file is what JupyterLab itself would save, so that opening and closing it changes nothing. For this language_info
has to be all that the kernel reports, down to the version of Python: where that differs from the reader's, JupyterLab's
autosave changes this one line. Here a stored version is kept, so that another Python by itself is no change.
"""

import argparse
import difflib
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets import default

from tools import ROOT

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")
WORDS = "alt"  # what the metadata of a picture says


def main(arguments=None):
    """Refresh the notebooks named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="paths, or how names begin; default: all")
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if something would change")
    options = parser.parse_args(arguments)
    changed = [path for path in chosen(options.names) if refresh(path, write=not options.check)]
    return int(options.check and bool(changed))


def notebooks(folder=ROOT / "notebooks"):
    """Return the paths of all notebooks of the project, in reading order, solutions last."""
    return [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob("solutions/*.ipynb"))]


def chosen(names):
    """Return the notebooks with these names; a name that no notebook has ends the program."""
    found = []
    for name in names:
        here = [Path(name).resolve()] if Path(name).is_file() else [p for p in notebooks() if p.name.startswith(name)]
        if not here:
            sys.exit(f"No notebook is called {name!r}, or begins so.")
        found += here
    return found if names else notebooks()


def refresh(path, *, write):
    """Run one notebook, print what changes and, if `write`, write it back; return whether something changes."""
    before = path.read_text(encoding="utf-8")
    old = nbformat.reads(before, as_version=4)
    new = cleaned(executed(old, path), path.name)
    new.metadata = metadata(old, new)
    after = as_file(new)
    if after == before:
        print(f"{path.name}: nothing changes")
        return False
    print(f"{path.name}:", "\n".join(difference(old, new)) or "pictures or form change, no text", sep="\n")
    if write:
        path.write_text(after, encoding="utf-8", newline="\n")
    return True


def executed(notebook, path):
    """Return a copy of the notebook with the outputs of a run from top to bottom, in a new kernel."""
    notebook = nbformat.from_dict(notebook)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        try:
            client(notebook, path.parent).execute(env=environment(home))
        except CellExecutionError as error:
            sys.exit(f"{path.name}: a cell raised an exception. {error}")
    return notebook


class ThisPython(AsyncKernelManager):
    """Starts the kernel of the Python that runs this file, whatever kernels are installed elsewhere."""

    @default("kernel_spec_manager")
    def _only_this_python(self):
        return KernelSpecManager(kernel_dirs=[])


def client(notebook, folder):
    """Return what runs a notebook in a folder."""
    return NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(folder)}},
        startup_timeout=600,  # seconds, as the next: a busy machine starts a kernel slowly
        iopub_timeout=600,  # and brings a cell's output late
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # or it would print on the terminal how its connection is made
    )


def environment(home):
    """Return a kernel's environment: this project's library first, and no settings or history of who runs it."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return os.environ | {"IPYTHONDIR": str(home), "PYTHONPATH": path}


def cleaned(notebook, name):
    """Return the executed notebook with what is committed; anything on stderr ends the program."""
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            count += 1
            cell.metadata.pop("execution", None)  # times, where somebody has told JupyterLab to record them
            cell.execution_count = count
            cell.outputs = [clean_output(output, count, f"{name}, cell {cell.id}") for output in cell.outputs]
            cell.outputs = [output for output in cell.outputs if output.get("data", output.get("text"))]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def metadata(old, new):
    """Return the metadata to store: the kernel's name, and what it reports of its language."""
    language_info = new.metadata.language_info
    version = old.metadata.get("language_info", {}).get("version", language_info["version"])
    return nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": language_info | {"version": version}})


def clean_output(output, count, where):
    """Return an output with the forms that are kept, numbered as its cell is."""
    if output.output_type == "error":
        sys.exit(f"{where}: expected no exception, got {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        if output.name == "stderr":
            sys.exit(f"{where}: expected nothing on stderr, got: {output.text.strip()}")
        return output
    output.data = {form: value for form, value in output.data.items() if form in KEPT}
    output.metadata = {form: value for form, value in output.metadata.items() if form in (*KEPT, WORDS)}
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def as_file(notebook):
    """Return the notebook as the text that Jupyter writes for it."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def difference(old, new):
    """Yield the lines of a unified diff of the text outputs, cell by cell."""
    for before, after in zip(old.cells, new.cells, strict=True):
        if before.cell_type == "code":
            texts = [text_outputs(cell).splitlines() for cell in (before, after)]
            names = [f"{before.id} (stored)", f"{before.id} (now)"]
            yield from difflib.unified_diff(*texts, *names, lineterm="")


def text_outputs(cell):
    """Return what a cell says: what it printed, and its results as text."""
    said = (output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs)
    return "\n".join(filter(None, said))  # where a bar has been, which only a longer run has, an empty output stays


if __name__ == "__main__":
    sys.exit(main())
