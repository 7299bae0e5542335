"""One text out of a widget's modules: anywidget loads a single text, in which relative imports fail.

A source is a real ES module, so that Node can import and test it by itself. Its imports are followed from the widget
down, and each module gets a closure of its own: no list of modules is kept, and two modules may use the same name. The
rules: an import is one line, named, without `as`; imports lead in no circle; what is exported is a const, a class or a
function, where it is declared; the widget, and nothing that it imports, has one `export default`.
"""

import re
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "(\.\.?/[\w./-]+\.js)";$')
_EXPORT = re.compile(r"export (?:async )?(?:const|class|function\*?) (\w+)")
_CSS_IMPORT = re.compile(r'^@import "(\.\.?/[\w./-]+\.css)";\n', re.MULTILINE)


def assemble_js(widget, folder=_HERE):
    """Return the widget's module, with all that it imports before it; ValueError says which rule which module breaks."""
    joined = {}
    _follow(folder.resolve() / widget, (), joined, folder.resolve())
    *closures, (name, (lines, _)) = joined.items()
    texts = [f"const {_constant(name)} = (() => {{\n{_text(name, lines)}\nreturn {{ {', '.join(exports)} }};\n}})();\n"
             for name, (lines, exports) in closures]  # fmt: skip
    return "\n".join([*texts, _text(name, lines) + "\n"])


def _follow(path, importers, joined, folder):
    """Add a module to `joined` (name: lines and exported names), after all that it imports; return its name."""
    name = path.relative_to(folder).as_posix()
    if name in importers:
        raise ValueError(f"{name}: the imports of {' → '.join([*importers, name])} lead in a circle")
    if name in joined:
        return name
    if not path.is_file():
        raise ValueError(f"{importers[-1] if importers else 'widget'}: there is no module {name}")
    lines, exports = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("import ", "import{")):
            names, source = _matched(_IMPORT, line, name, 'import { clamp } from "./numbers.js";').groups()
            imported = _follow((path.parent / source).resolve(), (*importers, name), joined, folder)
            line = f"const {{ {names} }} = {_constant(imported)};"
        elif line.startswith("export ") and not line.startswith("export default "):
            exports.append(_matched(_EXPORT, line, name, "export function clamp(")[1])
            line = line.removeprefix("export ")
        lines.append(line)
    if sum(line.startswith("export default ") for line in lines) != (not importers):
        raise ValueError(f"{name}: the widget, and nothing that it imports, has one export default")
    joined[name] = lines, exports
    return name


def _matched(form, line, name, example):
    match = form.match(line)
    if match is None:
        raise ValueError(f"{name}: expected a line such as {example}; got {line}")
    return match


def _constant(name):
    """Return the name of the constant that holds what a module exports."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _text(name, lines):
    return f"// {name}\n" + "\n".join(lines).strip()


def assemble_css(sheet, folder=_HERE):
    """Return a style sheet with those that it imports before it."""
    text = (folder / sheet).read_text(encoding="utf-8")
    before = [assemble_css(Path(sheet).parent / imported, folder) for imported in _CSS_IMPORT.findall(text)]
    return "".join([*before, f"/* {Path(sheet).name} */\n", _CSS_IMPORT.sub("", text)])
