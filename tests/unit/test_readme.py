"""The README leads a new user to everything that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BINDER = re.compile(r"https://mybinder\.org/v2/gh/([\w.-]+/[\w.-]+)/main\?urlpath=lab/tree/notebooks/([\w.-]+\.ipynb)")


def test_each_notebook_is_linked_to_binder_once():
    linked = sorted(name for _, name in BINDER.findall(README))
    assert linked == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def test_all_binder_links_name_the_same_repository():
    assert len({repository for repository, _ in BINDER.findall(README)}) == 1


def test_notebooks_say_to_install_from_the_same_repository():
    text = "\n".join([README, *(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))])
    said = set(re.findall(r"%pip install git\+https://github\.com/([\w.-]+/[\w.-]+)", text))
    assert said == {repository for repository, _ in BINDER.findall(README)}


def example():
    """The library in use, as the README shows it."""
    (source,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    return source


def test_ten_lines_show_the_library_in_use():
    assert len(list(filter(None, example().splitlines()))) == 10


def test_the_ten_lines_run_and_print_what_stands_beside_them(capsys):
    exec(example(), {})
    said = re.findall(r"^print\(.*\) +# (.*)$", example(), re.MULTILINE)
    assert said and capsys.readouterr().out.splitlines() == said


def test_both_commands_stand_on_the_first_screen():
    first_screen = "\n".join(README.splitlines()[:25])
    assert "python3 start.py " in first_screen and "python3 start.py test" in first_screen


def test_every_relative_link_exists():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    texts = [README, re.sub(r"^````.*?^````", "", contributing, flags=re.DOTALL | re.MULTILINE)]  # without the notebook in it
    links = [link for text in texts for link in re.findall(r'(?:\]\(|src="|srcset=")([^)"\s]+)', text)]
    missing = [link for link in links if not link.startswith("http") and not (ROOT / link).exists()]
    assert links and missing == []
