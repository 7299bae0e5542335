"""What form a notebook has: each function takes a notebook and returns what is wrong, as a list of sentences."""

import ast
import base64
import html
import io
import re
import statistics
import tokenize
from collections import defaultdict
from urllib.parse import unquote

MAY_WAIT = "(may wait)"  # ends the heading of a section that a first reading may skip
LAST = ["On your own", "Further reading"]
ASKED = re.compile(r"^(?:\*\*(?:Your turn|Try it)\.\*\* |### \d+\. )", re.MULTILINE)
EQUATIONS = {1, 2, 7, 8, 9, 13, 15, *range(18, 29)}  # the lecture's numbers

_PATH = re.compile(r"(?:^|[\s'\"(=<])((?:/[\w.@+-]+){2,}|~/[\w.]+|[A-Za-z]:\\\w+|file:/\S+)", re.MULTILINE)
_TIMING = re.compile(r"\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|secs?|seconds?|minutes?)\b|\b(?:[Ww]all|CPU) times?\b")
_ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+")
_RANDOM_ID = re.compile(r"(?=.*\d)[0-9a-f]{8}(?:[0-9a-f-]{28})?")
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_WORDS = re.compile(r"""\balt=(["'])\s*[^"'\s]|!\[\s*[^\]\s]""")
_CITED = re.compile(r"(?<![\w)\]])\((\d{1,2})\)")


# Text

def title(nb):
    """The notebook begins with a title, and the only one."""
    titles = [cell.id for cell in markdown(nb) for _ in headings(cell, 1)]
    at_the_top = titles == [nb.cells[0].id] and nb.cells[0].source.startswith("# ")
    return [] if at_the_top else [f"titles in {titles}, wanted at the top of {nb.cells[0].id!r} only"]


def duration(nb):
    """Below the title a sentence says how many minutes it takes to read, and with all that is asked and may wait."""
    text = nb.cells[0].source.partition("\n")[2].strip()
    said = f"About {minutes(nb)[0]} minutes, {minutes(nb)[1]} with everything."
    return [] if text.endswith(said) else [f"first cell says {text!r}, wanted at its end {said!r}"]


def minutes(nb):
    """How long a notebook takes: without questions and without what may wait, and with all of it; in steps of 5 minutes.

    Words at 150 a minute, a displayed formula half a minute, a code cell a third, a widget or figure one minute, a question
    two and a half, one under "On your own" three: so read, run and pushed by somebody who meets it for the first time.
    """
    first, whole, may_wait = 0.0, 0.0, False
    for cell in nb.cells:
        heads = list(headings(cell, 2)) if cell.cell_type == "markdown" else []
        may_wait = heads[-1].endswith(MAY_WAIT) or heads[-1] in LAST if heads else may_wait
        time = of_text(cell.source) if cell.cell_type == "markdown" else of_code(cell)
        asked = 2.5 * len(ASKED.findall(cell.source)) if cell.cell_type == "markdown" else 0
        whole += time + asked + (3 * len(re.findall(r"^\d+\. ", cell.source, re.MULTILINE)) if heads == LAST[:1] else 0)
        first += 0 if may_wait else time
    return tuple(5 * max(1, round(time / 5)) for time in (first, whole))


def of_text(text):
    """Minutes for a text without what is folded away and without tables."""
    text = re.sub(r"<details>.*?</details>|^\|.*$", " ", text, flags=re.DOTALL | re.MULTILINE)
    return len(re.findall(r"[^\W\d_]{2,}", _MATH.sub(" ", text))) / 150 + 0.5 * len(re.findall(r"\$\$.+?\$\$", text, re.DOTALL))


def of_code(cell):
    drawn = any("image/svg+xml" in output.get("data", {}) for output in cell.outputs)
    return 1 / 3 + (1 if drawn else 0)


def closing_sections(nb):
    """The last two sections are "On your own" and "Further reading"."""
    last = [text for cell in markdown(nb) for text in headings(cell, 2)][-2:]
    return [] if last == LAST else [f"last sections: {last}"]


def shape_boards(nb):
    """Each section with an equation of the lecture has a table that says the shape of its letters."""
    text = "\n".join(cell.source for cell in markdown(nb))
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    boards = re.compile(r"^\|.*\bshapes?\b", re.MULTILINE)
    return [section.splitlines()[0] for section in sections if r"\tag{" in section and not boards.search(section)]


def questions(nb):
    """Each section asks something: "Your turn.", "Try it." or questions with headings of their own."""
    text = "\n".join(cell.source for cell in markdown(nb))
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:-2]  # the last two are "On your own" and "Further reading"
    return [section.splitlines()[0] for section in sections if not ASKED.search(section)]


def answers(nb):
    """Each question, and what is to be done on one's own, has an answer to open before the next one is asked."""
    cells, unanswered = list(markdown(nb)), []
    asking = [i for i, cell in enumerate(cells) if ASKED.search(cell.source) or "On your own" in headings(cell, 2)]
    for place, after in zip(asking, [*asking[1:], len(cells)], strict=True):
        folded = [c for c in cells[place:after] if "<details><summary>" in c.source]
        unanswered += [] if folded else [cells[place].id]
    return unanswered


def equation_numbers(nb):
    """Prose, tags and the margin of the code name equations that the lecture has."""
    cited = defaultdict(set)
    for cell in markdown(nb):
        prose = _CODE.sub(" ", cell.source)
        tags = re.findall(r"\\tag\*?\{(.*?)\}", prose)
        cited[cell.id] |= {n for n in tags if not n.isdecimal()} | {int(n) for n in tags if n.isdecimal()}
        cited[cell.id] |= {int(n) for n in _CITED.findall(_MATH.sub(" ", prose)) if int(n) <= 28}
    for cell in code(nb):
        cited[cell.id] |= {int(n) for text in comments(cell) for n in _CITED.findall(text) if int(n) <= 28}
    return [f"{name}: no equation ({n})" for name, numbers in cited.items() for n in numbers - EQUATIONS]


def links(nb, folder):
    """Relative links lead to files that are there."""
    targets = [(c.id, t) for c in markdown(nb) for t in re.findall(r"\]\(([^)\s]+)\)", _CODE.sub(" ", c.source))]
    local = [(name, target) for name, target in targets if not re.match(r"[a-z]+:|#", target)]
    return [f"{name}: {t}" for name, t in local if not (folder / unquote(t.partition("#")[0])).is_file()]


# Code

def imports(nb):
    """The first code cell imports, and no other."""
    importing = [c.id for c in code(nb) if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(tree(c)))]
    first = next(code(nb)).id
    return [] if importing == [first] else [f"imports in {importing}, wanted in {first!r} only"]


def way_to_the_library(nb):
    """Where the imports fail for want of the library, the line above them says how to get it."""
    first = next(code(nb))
    wanted = r"# no lecture_lib, as on Colab\?  %pip install git\+https://github\.com/[\w.-]+/[\w.-]+\n(?:import|from) "
    return [] if re.match(wanted, first.source) else [f"{first.id} begins {first.source.partition(chr(10))[0]!r}"]


def names_bound_once(nb):
    """Each name is bound in one code cell only, so that cells can run in any order."""
    cells = defaultdict(list)
    for cell in code(nb):
        for name in Bound.by(tree(cell)):
            cells[name].append(cell.id)
    return [f"{name} is bound in {', '.join(ids)}" for name, ids in sorted(cells.items()) if len(ids) > 1]


def only_own_objects_changed(nb):
    """A cell that assigns to an entry or an attribute has made the object itself (a copy, for example)."""
    wrong = []
    for cell in code(nb):
        names = Bound.by(tree(cell))
        wrong += [f"{cell.id} changes {name}" for name in sorted(changed_objects(tree(cell)) - names)]
    return wrong


def long_cells(nb):
    """No code cell has more than 15 lines."""
    return [f"{cell.id} has {n} lines" for cell in code(nb) if (n := len(cell.source.splitlines())) > 15]


def median_length(nb):
    """Half of the code cells have at most 5 lines."""
    median = statistics.median(len(cell.source.splitlines()) for cell in code(nb))
    return [f"median {median} lines"] if median > 5 else []


# What is stored

def kernel(nb):
    """The kernel is called python3, which every Jupyter has."""
    name = nb.metadata.get("kernelspec", {}).get("name")
    return [] if name == "python3" else [f"kernel {name!r}"]


def cell_ids(nb):
    """Cell ids are unique, and words that somebody chose, which stay when a cell is edited."""
    ids = [cell.get("id", "") for cell in nb.cells]
    twice = [f"{name!r} twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    return twice + [f"{name!r} is no name" for name in ids if not name or _RANDOM_ID.fullmatch(name)]


def cell_metadata(nb):
    """No cell carries times of execution or the state of somebody's editor; tags and hidden cells may be meant."""
    strange = {cell.id: set(cell.metadata) - {"tags", "jupyter"} for cell in nb.cells}
    return [f"{name}: {', '.join(sorted(keys))}" for name, keys in strange.items() if keys]


def bitmaps(nb):
    """No output is a bitmap."""
    return [f"{name}: {form}" for name, form, _ in forms(nb) if re.match(r"image/(?!svg)", form)]


def widget_views(nb):
    """No output refers to a widget that is not there when the notebook is opened."""
    return [name for name, form, _ in forms(nb) if form.startswith("application/vnd.jupyter.widget")]


def widget_state(nb):
    """The notebook carries no state of widgets."""
    return ["metadata.widgets"] if "widgets" in nb.metadata else []


def errors(nb):
    """No output is an exception."""
    return [f"{cell.id}: {o.ename}" for cell in code(nb) for o in cell.outputs if o.output_type == "error"]


def stderr(nb):
    """No output was printed on stderr."""
    return [f"{cell.id}: {o.text}" for cell in code(nb) for o in cell.outputs if o.get("name") == "stderr"]


def execution_counts(nb):
    """The code cells were run once, from top to bottom: nbval compares nothing in a cell without a number."""
    counts = [cell.execution_count for cell in code(nb)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"execution counts {counts}"]


def missing_outputs(nb):
    """A cell that prints or ends in an expression has its output stored."""
    return [cell.id for cell in code(nb) if says_something(cell) and not cell.outputs]


def images_without_words(nb):
    """Each image has words that say what it shows."""
    texts = [(cell.id, cell.source) for cell in markdown(nb)]
    texts += [(name, text) for name, form, text in forms(nb) if form == "text/html"]
    images = [(name, image) for name, text in texts for image in re.findall(r"<img\b[^>]*>|!\[[^\]]*\](?=\()", text)]
    return [f"{name}: {image[:60]}" for name, image in images if not _WORDS.search(image)]


def figures(nb):
    """Each figure is stored as a picture, with the words that its text says."""
    texts = [(name, output, output.data.get("text/plain", "").partition("Figure: ")) for name, output in results(nb)]
    said = [(name, output, alt) for name, output, (start, _, alt) in texts if alt and not start]
    return [f"{name}: no picture for {alt}" for name, o, alt in said if (alt, "image/svg+xml" in o.data) != (words(o), True)]


def pictures(nb):
    """Each SVG is an image too, which an untrusted notebook shows, with its words there and in the metadata."""
    drawn = [(name, output) for name, output in results(nb) if "image/svg+xml" in output.data]
    return [f"{name}: {o.data.get('text/html', 'no image')[:60]}" for name, o in drawn if not is_image(o)]


def is_image(output):
    """Return whether the HTML of an output shows its SVG, with the words of its metadata."""
    source = base64.b64encode(output.data["image/svg+xml"].encode()).decode()
    image = re.fullmatch(r'<img alt="([^"]+)" [^>]*src="data:image/svg\+xml;base64,(.*?)">', output.data.get("text/html", ""))
    return image is not None and (html.unescape(image[1]), image[2]) == (words(output), source)


def stills(nb):
    """Each explorer is stored with a still picture, below 30 kB."""
    explorers = [(name, o.data) for name, o in results(nb) if o.data.get("text/plain", "").startswith("Explorer(")]
    sizes = {name: len(data.get("image/svg+xml", "").encode()) for name, data in explorers}
    return [f"{name}: a still of {size} bytes" for name, size in sizes.items() if not 0 < size < 30_000]


def machine_traces(nb):
    """No output tells of one machine or one run: a path, a time, an address in memory."""
    texts = [(name, text) for name, form, text in forms(nb) if form in ("text/plain", "stream")]
    texts += [(name, re.sub(r"<[^>]*>", " ", text)) for name, form, text in forms(nb) if form == "text/html"]
    found = [(name, pattern.search(text)) for name, text in texts for pattern in (_PATH, _TIMING, _ADDRESS)]
    return [f"{name}: {match.group().strip()}" for name, match in found if match]


# Parts of a notebook

def markdown(nb):
    return [cell for cell in nb.cells if cell.cell_type == "markdown"]


def code(nb):
    return (cell for cell in nb.cells if cell.cell_type == "code")


def tree(cell):
    return ast.parse(cell.source)


def headings(cell, level):
    """Return the headings of one level in a markdown cell."""
    return re.findall(rf"^{'#' * level} +(.*?) *$", _CODE.sub(" ", cell.source), re.MULTILINE)


def comments(cell):
    tokens = tokenize.generate_tokens(io.StringIO(cell.source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def forms(nb):
    """Yield (cell id, form, value) for each form of each output; a stream's form is "stream"."""
    for cell in code(nb):
        for output in cell.outputs:
            yield from ((cell.id, form, value) for form, value in output.get("data", {}).items())
            if output.output_type == "stream":
                yield cell.id, "stream", output.text


def results(nb):
    """Yield (cell id, output) for each output that has several forms."""
    yield from ((cell.id, output) for cell in code(nb) for output in cell.outputs if "data" in output)


def words(output):
    """Return what the metadata of an output say in place of its picture."""
    return output.metadata.get("alt")


def says_something(cell):
    """Return whether running the cell leaves an output: it ends in an expression, or prints outside of functions."""
    body = tree(cell).body
    ends = bool(body) and isinstance(body[-1], ast.Expr) and not cell.source.rstrip().endswith(";")
    called = [node.func for node in walk_scope(body) if isinstance(node, ast.Call)]
    return ends or any(isinstance(f, ast.Name) and f.id in ("print", "display") for f in called)


def walk_scope(nodes):
    """Yield all nodes that run when the cell does: not those inside functions."""
    for node in nodes:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from walk_scope(ast.iter_child_nodes(node))


def changed_objects(module):
    """Return the names whose entries or attributes are assigned to when the cell runs."""
    stores = (n for n in walk_scope(module.body) if isinstance(n, ast.Subscript | ast.Attribute))
    return {root.id for n in stores if not isinstance(n.ctx, ast.Load) and isinstance(root := root_of(n), ast.Name)}


def root_of(node):
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node


class Bound(ast.NodeVisitor):
    """Collects the names that a cell binds: not those local to functions, classes and comprehensions."""

    @classmethod
    def by(cls, module):
        """Return the set of names that running the module binds."""
        visitor = cls()
        visitor.names = set()
        visitor.visit(module)
        return visitor.names

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_alias(self, node):
        self.names.add(node.asname or node.name.partition(".")[0])

    def visit_FunctionDef(self, node):
        self.names.add(node.name)
        self.names.update(name for n in ast.walk(node) if isinstance(n, ast.Global) for name in n.names)

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node):
        """Bind nothing."""

    def visit_ListComp(self, node):
        self.names.update(n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))  # := binds outside

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_ExceptHandler(self, node):
        self.names.update({node.name} - {None})
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        self.names.update({node.name} - {None})
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs
