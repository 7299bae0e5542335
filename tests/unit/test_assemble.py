"""Several modules become one text, and a broken rule is named."""

import pytest

from lecture_lib.widgets._assemble import assemble_css, assemble_js

NUMBERS = "export const MINUS = 1;\n\nexport function clamp() {}\n"
WIDGET = 'import { MINUS, clamp } from "./numbers.js";\n\nexport default () => clamp(MINUS);\n'


@pytest.fixture
def join(tmp_path):
    """Write modules and join them, in the order given."""

    def write_and_join(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return assemble_js(*(f"{name}.js" for name in modules), folder=tmp_path)

    return write_and_join


def test_imports_and_the_exports_of_shared_modules_are_gone(join):
    lines = join(numbers=NUMBERS, widget=WIDGET).splitlines()
    assert [line for line in lines if "import" in line or "export" in line] == ["export default () => clamp(MINUS);"]


def test_modules_stand_in_the_order_given(join):
    text = join(numbers=NUMBERS, widget=WIDGET)
    assert text.index("const MINUS") < text.index("function clamp") < text.index("export default")


def test_an_indented_line_stays_as_it_is(join):
    kept = '  export const inside = "a template";'
    assert kept in join(numbers=f"{NUMBERS}const text = `\n{kept}`;\n", widget=WIDGET)


@pytest.mark.parametrize(
    "line",
    [
        'import { clamp as limit } from "./numbers.js";',
        'import * as numbers from "./numbers.js";',
        'import numbers from "./numbers.js";',
        'import {\n  clamp,\n} from "./numbers.js";',
        'import { clamp } from "https://somewhere.else/numbers.js";',
    ],
)
def test_an_import_of_another_form_is_refused(join, line):
    with pytest.raises(ValueError, match=r"widget\.js: expected a line such as import"):
        join(numbers=NUMBERS, widget=f"{line}\nexport default 1;\n")


def test_a_module_must_be_listed_before_what_imports_it(join):
    with pytest.raises(ValueError, match=r"plot\.js: imports numbers\.js, which is not listed before it"):
        join(plot='import { clamp } from "./numbers.js";\n', numbers=NUMBERS, widget=WIDGET)


def test_a_top_level_name_of_two_modules_is_refused(join):
    with pytest.raises(ValueError, match=r"plot\.js: clamp is a top-level name of numbers\.js too"):
        join(numbers=NUMBERS, plot="function clamp() {}\n", widget=WIDGET)


def test_a_widget_without_a_default_export_is_refused(join):
    with pytest.raises(ValueError, match=r"widget\.js: only the last module, the widget, has an export default"):
        join(numbers=NUMBERS, widget="export const x = 1;\n")


def test_a_shared_module_with_a_default_export_is_refused(join):
    with pytest.raises(ValueError, match=r"numbers\.js: only the last module, the widget, has an export default"):
        join(numbers="export default 1;\n", widget=WIDGET)


def test_two_default_exports_are_refused(join):
    with pytest.raises(ValueError, match=r"widget\.js: .* exactly one"):
        join(numbers=NUMBERS, widget=f"{WIDGET}export default 2;\n")


def test_style_sheets_stand_in_the_order_given(tmp_path):
    for name in ("family", "explorer"):
        (tmp_path / f"{name}.css").write_text(f".{name} {{}}\n", encoding="utf-8")
    text = assemble_css("family.css", "explorer.css", folder=tmp_path)
    assert text.index(".family {}") < text.index(".explorer {}")
