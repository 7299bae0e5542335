"""One text out of several modules: anywidget loads a widget as a single text, in which relative imports fail.

A source is a real ES module, so that Node can import and test it by itself. To be joined, its imports are one line
each, named, without `as`, and from a module listed before it; no two modules share a top-level name; only the widget,
which comes last, has an `export default`.
"""

import re
from pathlib import Path

_HERE = Path(__file__).parent
_IMPORT = re.compile(r'import \{ \w+(?:, \w+)* \} from "\./([\w-]+\.js)";')
_NAME = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)


def assemble_js(*names, folder=_HERE):
    """Join modules, the widget last, into one module; ValueError says which rule which module breaks."""
    owners, parts = {}, []
    for name in names:
        text = (folder / name).read_text(encoding="utf-8")
        if text.count("\nexport default ") + text.startswith("export default ") != (name == names[-1]):
            raise ValueError(f"{name}: only the last module, the widget, has an export default, and has exactly one")
        for top_level in _NAME.findall(text):
            if top_level in owners:
                raise ValueError(f"{name}: {top_level} is a top-level name of {owners[top_level]} too")
            owners[top_level] = name
        lines = [_joined(line, name, names[: names.index(name)]) for line in text.splitlines()]
        parts.append(f"// {name}\n" + "\n".join(line for line in lines if line is not None).strip() + "\n")
    return "\n".join(parts)


def _joined(line, name, before):
    """Return the line as it stands in the joined text, None for an import."""
    if not line.startswith(("import ", "import{")):
        return line if line.startswith("export default") else line.removeprefix("export ")
    match = _IMPORT.fullmatch(line)
    if match is None:
        raise ValueError(f'{name}: expected a line such as import {{ clamp }} from "./numbers.js"; got {line}')
    if match[1] not in before:
        raise ValueError(f"{name}: imports {match[1]}, which is not listed before it")
    return None


def assemble_css(*names, folder=_HERE):
    """Join style sheets in the order of the cascade."""
    return "\n".join(f"/* {name} */\n{(folder / name).read_text(encoding='utf-8')}" for name in names)
