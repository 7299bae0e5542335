"""Several modules become one text, and a broken rule is named."""

import shutil
import subprocess

import pytest

from lecture_lib.widgets._assemble import assemble_css, assemble_js

NUMBERS = "export const MINUS = -1;\nconst own = 2;\n\nexport function twice(n) {\n  return own * n;\n}\n"
WIDGET = 'import { MINUS, twice } from "../shared/numbers.js";\n\nconst own = 5;\n\nexport default twice(own) + MINUS;\n'


@pytest.fixture
def join(tmp_path):
    """Write modules, each in the folder of its name, and join what widget/widget.js imports."""

    def write_and_join(**modules):
        for name, text in modules.items():
            path = tmp_path / ("widget" if name == "widget" else "shared") / f"{name}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return assemble_js("widget/widget.js", folder=tmp_path)

    return write_and_join


@pytest.fixture
def value(join, tmp_path):
    """What the joined module exports, as Node prints it."""

    def run(**modules):
        (tmp_path / "joined.mjs").write_text(join(**modules), encoding="utf-8")
        code = 'import(process.argv[1]).then((joined) => console.log(joined.default))'
        command = [shutil.which("node"), "-e", code, (tmp_path / "joined.mjs").as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    return run


def test_a_module_sees_what_it_imports_and_its_own_names_only(value):
    assert value(numbers=NUMBERS, widget=WIDGET) == "9"  # twice uses the `own` of its own module, 2 and not 5


def test_a_module_that_two_import_is_run_once(value):
    counter = "const runs = [];\nexport function count() {\n  return runs.push(1);\n}\n"
    one, two = (f'import {{ count }} from "./counter.js";\nexport const {name} = count();\n' for name in ("one", "two"))
    imports = 'import { one } from "../shared/one.js";\nimport { two } from "../shared/two.js";\n'
    assert value(counter=counter, one=one, two=two, widget=f"{imports}export default [one, two].join();\n") == "1,2"


def test_what_nobody_imports_is_left_out(join):
    assert "unused" not in join(numbers=NUMBERS, unused="export const unused = 1;\n", widget=WIDGET)


def test_an_indented_line_stays_as_it_is(join):
    kept = '  export const inside = "a template";'
    assert kept in join(numbers=f"{NUMBERS}const text = `\n{kept}`;\n", widget=WIDGET)


@pytest.mark.parametrize(
    "line",
    [
        'import { twice as double } from "../shared/numbers.js";',
        'import * as numbers from "../shared/numbers.js";',
        'import numbers from "../shared/numbers.js";',
        'import {\n  twice,\n} from "../shared/numbers.js";',
        'import { twice } from "https://somewhere.else/numbers.js";',
        'import { twice } from "../shared/numbers.js"; const more = 1;',
    ],
)
def test_an_import_of_another_form_is_refused(join, line):
    with pytest.raises(ValueError, match=r"widget/widget\.js: expected a line such as import"):
        join(numbers=NUMBERS, widget=f"{line}\nexport default 1;\n")


@pytest.mark.parametrize("line", ["export let count = 0;", "export { MINUS };", 'export * from "./numbers.js";'])
def test_an_export_of_another_form_is_refused(join, line):
    with pytest.raises(ValueError, match=r"shared/numbers\.js: expected a line such as export function"):
        join(numbers=f"{NUMBERS}{line}\n", widget=WIDGET)


def test_a_circle_of_imports_is_named(join):
    one, two = (f'import {{ {name} }} from "./{name}.js";\n' for name in ("two", "one"))
    with pytest.raises(ValueError, match=r"imports of widget/widget\.js → shared/one\.js → shared/two\.js → shared/one\.js lead"):
        join(one=one, two=two, widget='import { one } from "../shared/one.js";\nexport default one;\n')


def test_a_module_that_is_not_there_is_named_with_who_imports_it(join):
    with pytest.raises(ValueError, match=r"widget/widget\.js: there is no module shared/numbers\.js"):
        join(widget=WIDGET)


def test_a_widget_without_a_default_export_is_refused(join):
    with pytest.raises(ValueError, match=r"widget/widget\.js: the widget, and nothing that it imports, has one export default"):
        join(numbers=NUMBERS, widget="export const x = 1;\n")


def test_an_imported_module_with_a_default_export_is_refused(join):
    with pytest.raises(ValueError, match=r"shared/numbers\.js: the widget, and nothing"):
        join(numbers=f"{NUMBERS}export default 1;\n", widget=WIDGET)


def test_two_default_exports_are_refused(join):
    with pytest.raises(ValueError, match=r"widget/widget\.js: .* has one export default"):
        join(numbers=NUMBERS, widget=f"{WIDGET}export default 2;\n")


def test_a_style_sheet_stands_after_those_that_it_imports(tmp_path):
    for name, text in {"family": ".family {}\n", "explorer": '@import "./family.css";\n.explorer {}\n'}.items():
        (tmp_path / f"{name}.css").write_text(text, encoding="utf-8")
    text = assemble_css("explorer.css", folder=tmp_path)
    assert text.index(".family {}") < text.index(".explorer {}")
    assert "@import" not in text
