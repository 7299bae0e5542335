"""Who answers a slider in a notebook, each as a cell: ours, and what a teacher would take instead."""

from dataclasses import dataclass

import numpy as np

SHARES = [*np.linspace(0.1, 0.9, 33), *np.linspace(0.9, 0.1, 33)[1:-1]]  # of a slider's range, forth and back

IMPORTS = """
import os
import anywidget
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from ipywidgets import FloatSlider, VBox, interact
from lecture_lib import Explorer, Network, sweep

net, x, y = Network((4, 3, 4, 5, 2), rng=1459, scale=1.5), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
values = np.linspace(-4, 4, 81)
costs = sweep(net, x, y, "w43[3]", values).cost
"""

SMALL_EXPLORER = """
Explorer(net, x, y)
"""

LARGE_EXPLORER = """
rng = np.random.default_rng(0)
Explorer(Network((10, 16, 16, 10), rng=rng), rng.random(10), rng.random(10))
"""

EMPTY_RENDER = """render({ el }) {
        const slider = Object.assign(document.createElement("input"), { type: "range", min: -4, max: 4, step: 0.1 });
        const text = document.createElement("output");
        slider.style.width = "320px";
        slider.addEventListener("input", () => { text.textContent = slider.value; });
        el.append(slider, text);
      }"""

EMPTY = f'''
class Empty(anywidget.AnyWidget):
    _esm = """export default {{ {EMPTY_RENDER} }};"""

Empty()
'''

ROUND_TRIP = '''
class RoundTrip(anywidget.AnyWidget):
    _esm = """
    export default {
      render({ model, el }) {
        const slider = Object.assign(document.createElement("input"), { type: "range", min: -4, max: 4, step: 0.1 });
        const text = document.createElement("output");
        slider.style.width = "320px";
        slider.addEventListener("input", () => {
          model.set("asked", Number(slider.value));
          model.save_changes();
        });
        model.on("change:answer", () => { text.textContent = model.get("answer"); });
        el.append(slider, text);
      },
    };
    """
    asked = traitlets.Float().tag(sync=True)
    answer = traitlets.Float().tag(sync=True)

    @traitlets.observe("asked")
    def _answer(self, change):
        self.answer = change.new

RoundTrip()
'''

INTERACT = """
%matplotlib inline

@interact(w=FloatSlider(min=-4, max=4, step=0.1))
def plot(w):
    plt.figure(figsize=(4, 3))
    plt.plot(values, costs)
    plt.plot(w, np.interp(w, values, costs), "o")
    plt.show()
"""

# importing ipympl takes pyplot over, which the peer before needs back
IPYMPL = """
from ipympl.backend_nbagg import Canvas, FigureManager
from matplotlib.figure import Figure
%matplotlib inline

figure = Figure(figsize=(4, 3))
canvas = Canvas(figure)
manager = FigureManager(canvas, 1)
axes = figure.add_subplot()
axes.plot(values, costs)
dot, = axes.plot(0, np.interp(0, values, costs), "o")
slider = FloatSlider(min=-4, max=4, step=0.1)

def move(change):
    dot.set_data([change.new], [np.interp(change.new, values, costs)])
    canvas.draw_idle()

slider.observe(move, "value")
VBox([slider, canvas])
"""


@dataclass(frozen=True)
class Peer:
    """A cell with a slider. shown: JavaScript from the cell's output to what each step has to change."""

    name: str
    cell: str
    shown: str
    steps: int = 200
    thumb: str = "input[type=range]"
    track: str = "input[type=range]"
    needs: tuple = ()


NUMBER = "root => root.querySelector('[data-quantity=parameter]').textContent"
OUTPUT = "root => root.querySelector('output').textContent"

EXPLORER = Peer("lecture_lib.Explorer, 4-3-4-5-2", SMALL_EXPLORER, NUMBER)
EXPLORER_LARGE = Peer("lecture_lib.Explorer, 10-16-16-10", LARGE_EXPLORER, NUMBER)
EMPTY_WIDGET = Peer("anywidget that only writes the number", EMPTY, OUTPUT)
KERNEL_ROUND_TRIP = Peer("anywidget that asks the kernel", ROUND_TRIP, OUTPUT)
PEERS = (
    EXPLORER,
    EXPLORER_LARGE,
    EMPTY_WIDGET,
    KERNEL_ROUND_TRIP,
    Peer(
        "interact and a matplotlib figure", INTERACT, "root => root.querySelector('img')?.src",
        steps=50, thumb=".noUi-handle", track=".noUi-base",
    ),
    Peer(
        "ipympl", IPYMPL, "root => probe.drawings(root.querySelector('.jupyter-matplotlib canvas'))",
        steps=50, thumb=".noUi-handle", track=".noUi-base", needs=("ipympl",),
    ),
)  # fmt: skip
