"""What a screen reader has of the widgets: the tree that Chromium gives it, and each thing said once."""

import re

import pytest
from gestures import push

from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider
from lecture_lib.widgets.live.live import LiveEquation
from lecture_lib.widgets.page.page import write_page
from tools.lab import NEXT_FRAME

POINT = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]


class LiveOnAPage(LiveEquation):
    """A live equation has no picture as its still; a page wants one."""

    def _repr_mimebundle_(self, **kwargs):
        return {"image/svg+xml": ""}, {}


def overfitting_lab(**shown):
    """A lab whose slider can be moved to either side."""
    lab = OverfittingLab(n_iter=400)
    for name, value in shown.items():
        setattr(lab, name, value)
    return lab


WIDGETS = {
    "explorer": lambda: Explorer(*POINT),
    "player": lambda: PassPlayer(*POINT, at="delta[3]"),
    "live": lambda: LiveOnAPage("25", *POINT),
    "rates": lambda: LearningRateLab(n_iter=40),
    "overfitting": lambda: overfitting_lab(l2=0.01),
    "depth": DepthLab,
    "steps": lambda: StepSlider(*POINT),
}
OPERATED = ("button", "slider", "spinbutton", "option", "textbox", "checkbox", "combobox")
PRINTED = re.compile(r"[wbδ]\d*[₀-₉]+|[wb][\d,]+\[\d+\]")  # a name of a parameter that is not as it is spoken
# all that live regions say, and what the control says that has the focus, in this order; a region speaks when its texts change
RECORDER = """() => {
    const label = node => node.nodeType === Node.TEXT_NODE ? node.data
        : node.getAttribute("aria-label") ?? Array.from(node.childNodes, label).join("");
    window.said = [];
    new MutationObserver(records => {
        const nodes = records.map(({ target }) => target.nodeType === Node.TEXT_NODE ? target.parentElement : target);
        const regions = new Set(nodes.map(node => node?.closest("[aria-live], [role=status], [role=alert]")).filter(Boolean));
        for (const region of regions) if (label(region)) said.push(label(region));
        for (const { target, attributeName } of records) {
            if (attributeName && target === document.activeElement) said.push(target.getAttribute(attributeName));
        }
    }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["aria-valuetext"] });
    document.addEventListener("focusin", ({ target }) => {
        const description = document.getElementById(target.getAttribute("aria-describedby"));
        const name = target.getAttribute("aria-label") ?? label(target);
        said.push([name, target.getAttribute("aria-valuetext"), description && label(description)].filter(Boolean).join(" "));
    });
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A page for each widget."""
    folder = tmp_path_factory.mktemp("heard")
    for name, make in WIDGETS.items():
        write_page(make(), folder / f"{name}.html", name)
    Explorer(*POINT).to_html(folder / "explorer with every sweep.html")
    return folder


@pytest.fixture
def open_widget(browser, files):
    """Function: a widget's name to a page in which all that is said is recorded."""
    pages = []

    def open_one(name):
        pages.append(page := browser.new_page())
        page.goto((files / f"{name}.html").as_uri())
        page.locator(".bp-widget").wait_for()
        page.evaluate(f"({RECORDER})()")
        return page

    yield open_one
    for page in pages:
        page.close()


def tree(page):
    """The nodes of the page that a screen reader finds, with their properties."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {
            "role": node["role"]["value"],
            "name": node.get("name", {}).get("value", ""),
            "description": node.get("description", {}).get("value", ""),
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in nodes
        if not node["ignored"]
    ]


def said_by(page, *keys):
    """What is said from now on, while keys are pressed and until the burst that they may be is over."""
    page.evaluate("said.length = 0")
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(NEXT_FRAME)
    return page.evaluate("said")


def focused(page):
    return [node["name"] for node in tree(page) if node.get("focused") and node["role"] != "RootWebArea"]


def selections(page):
    """What the list of a network says is selected or active: a reader follows a change of it, wherever the focus is."""
    listed = [node for node in tree(page) if node["role"] in ("listbox", "option")]
    return [(node.get("selected"), node.get("activedescendant")) for node in listed]


@pytest.mark.parametrize("name", WIDGETS)
def test_everything_that_can_be_operated_has_a_name_and_no_name_is_printed(open_widget, name):
    nodes = tree(open_widget(name))
    operated = [node for node in nodes if node["role"] in OPERATED]
    assert operated or name == "live"
    assert [node["role"] for node in operated if not node["name"].strip()] == []
    texts = [node[part] for node in nodes if node["role"] != "StaticText" for part in ("name", "description")]
    assert [text for text in texts if PRINTED.search(text)] == []


# the slider that is moved, and a text that is there when all has been said
MOVES = {
    "explorer": ("Change w 4 3, layer 3", r"^C changed by .*predicted"),
    "player": ("Step", r"^Neuron 1: "),
    "rates": ("Learning rate", r"^With η = "),
    "overfitting": ("Weight decay λ", r"^With λ = "),
    "depth": ("Scale of the weights", r"^50 layers of sigmoid"),
    "steps": ("h, the step of the difference quotients", r"^h = "),
}


LABS = "rates", "overfitting", "depth"


@pytest.mark.parametrize("gesture", ["keys", "drag"])
@pytest.mark.parametrize("name", MOVES)
def test_a_move_is_said_once(open_widget, name, gesture):
    page = open_widget(name)
    label, words = MOVES[name]
    slider = page.get_by_role("slider", name=label, exact=True).first
    slider.focus()
    page.evaluate("said.length = 0")
    if gesture == "drag":
        push(slider, 0.0)
    else:
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
            page.evaluate(NEXT_FRAME)
    page.wait_for_function("words => said.some(text => RegExp(words).test(text))", arg=words)
    page.evaluate(NEXT_FRAME)
    said = page.evaluate("said")
    assert len(said) == len(set(said)), said
    value = slider.get_attribute("aria-valuetext")
    assert sum(value in text for text in said) == 1 or name in LABS, said  # their sentences, which are shown, begin so
    assert [text for text in said if PRINTED.search(text)] == []


def test_a_question_is_said_once_with_its_answers(open_widget):
    page = open_widget("explorer")
    page.get_by_role("slider").focus()
    said = said_by(page, "q")
    assert [len(re.findall("What does C do", text)) for text in said if "What does" in text] == [1]
    assert any(re.search("C goes up.*C goes down", text) for text in said), said
    said = said_by(page, "n")
    assert [text.count("Of these weights") for text in said] == [1]


def test_a_question_that_a_button_asks_is_said_once(open_widget):
    page = open_widget("explorer")
    page.get_by_role("button", name="Predict first").focus()
    said = said_by(page, "Enter")
    assert [text.count("What does C do") for text in said] == [1]


def test_the_answer_is_said_once(open_widget):
    page = open_widget("explorer")
    page.get_by_role("slider").focus()
    said_by(page, "q", "a")
    said = said_by(page, "r")
    assert sum("is right" in text for text in said) == 1 and sum("C changed" in text for text in said) == 0, said


def test_the_overfitting_lab_says_its_question_and_its_answer_once_each(open_widget):
    page = open_widget("overfitting")
    page.get_by_role("slider").first.focus()
    said = said_by(page, "q")
    assert [len(re.findall("Which has the least|what does the|at which of", text)) for text in said if "; " in text] == [1], said
    assert not any("test cost" in text and "With" in text for text in said), said
    said = said_by(page, "a", "r")
    assert sum("is right" in text or "the answer is" in text for text in said) == 1, said


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("1", "Show C: on"),
        ("3", "Show C, slope, factors: on"),
        ("s", "Same scale: on"),
        ("p", "Presenter: on"),
        ("qb", "B C goes down: on"),
    ],
)
def test_a_key_says_what_it_did(open_widget, keys, words):
    page = open_widget("explorer")
    page.get_by_role("slider").focus()
    assert said_by(page, *keys).count(words) == 1


def test_a_step_of_the_player_leaves_the_reader_where_it_is(open_widget):
    page = open_widget("player")
    for button in ("Next step", "Step back"):
        page.get_by_role("button", name=button).focus()
        before = selections(page)
        said = said_by(page, "Enter")
        assert focused(page) == [button] and selections(page) == before
        assert len(said) == 1, said


def test_undoing_a_choice_leaves_the_reader_where_it_is(open_widget):
    page = open_widget("explorer with every sweep")
    page.locator('[data-parameter="w11[2]"]').dispatch_event("click")
    page.locator('[data-parameter="w11[2]"][aria-current=true]').wait_for(state="attached")
    page.get_by_role("button", name="Undo").focus()
    before = selections(page)
    said = said_by(page, "Enter")
    page.locator('[data-parameter="w43[3]"][aria-current=true]').wait_for(state="attached")
    assert selections(page) == before
    assert focused(page) == ["Change w 4 3, layer 3"]  # Undo has nothing left to undo
    assert [text for text in said if "layer 3" in text] == ["Change w 4 3, layer 3 −0.303"], said


def test_a_neuron_says_whether_it_can_change_and_by_how_much_it_has(open_widget):
    page = open_widget("explorer")

    def names():
        found = [node["name"] for node in tree(page) if node["role"] == "option"]
        return [next(name for name in found if name.startswith(f"b {j}, layer 3")) for j in (3, 4)]

    kept, moves = names()
    assert kept.endswith(", cannot change") and moves.endswith(", can change")
    page.get_by_role("slider").press("End")
    page.wait_for_function("() => said.some(text => text.startsWith('C changed'))")
    kept, moves = names()
    assert kept.endswith(", cannot change") and re.search(r", changed by [+\N{MINUS SIGN}]0\.\d+$", moves)


# the letters that a widget hears in each of its states: beside a browse mode, which takes them, each has a button in sight
LETTERS = {
    ("explorer", ""): "1234QSP",
    ("explorer", "q"): "1234QSPABCRN",
    ("explorer", "qr"): "1234QSPN",
    ("explorer", "pq"): "123QSPABCRNT",
    ("player", "predict"): "RP",
    ("rates", ""): "P",
    ("overfitting", ""): "QP",
    ("overfitting", "q"): "QPABCDRN",
    ("overfitting", "qr"): "QPN",
    ("overfitting", "pq"): "QPABCDRNT",
    ("depth", ""): "MQP",
    ("depth", "q"): "QPABCRN",
    ("depth", "qr"): "MQPN",
    ("depth", "pq"): "QPABCRNT",
    ("steps", ""): "P",
}


@pytest.mark.parametrize(("name", "state"), LETTERS)
def test_every_letter_has_a_button(open_widget, name, state):
    page = open_widget(name)
    if name == "player":
        page.get_by_label("Predict first").check()
    elif state:
        page.get_by_role("slider").first.focus()
        for key in state:
            page.keyboard.press(key)
    page.evaluate(NEXT_FRAME)
    shown = [node.get("keyshortcuts", "") for node in tree(page) if node["role"] == "button" and not node.get("disabled")]
    assert sorted("".join(shown)) == sorted(LETTERS[name, state])
