"""Backpropagation under the names of the lecture: p, W, b, z, a, delta, and one line of NumPy for each equation."""

from importlib import import_module

from lecture_lib.activations import ACTIVATIONS, Activation
from lecture_lib.comparison import Comparison, compare_gradients
from lecture_lib.costs import COSTS, Cost
from lecture_lib.data import lecture_data
from lecture_lib.difference_step import StepSizeStudy, step_size_study
from lecture_lib.differences import numeric_gradient
from lecture_lib.gradcheck import GradientCheck, check_gradient
from lecture_lib.network import Network, ParameterRef, Parameters
from lecture_lib.perturbation import Pass, Perturbation, Sweep, perturb, sweep
from lecture_lib.propagation import accuracy, backward, cost, diagonal_form, forward, gradient, predict
from lecture_lib.register import Equation, equation, equations
from lecture_lib.training import History, train_gd, train_minibatch, train_sgd

_LATER = {  # imported when first asked for: the challenges, and what draws
    "ConvolutionalNetwork": "lecture_lib.challenges.convolution",
    "NormalisedNetwork": "lecture_lib.challenges.depth",
    "RecurrentNetwork": "lecture_lib.challenges.recurrent",
    "correlate": "lecture_lib.challenges.convolution",
    "correlate_backward": "lecture_lib.challenges.convolution",
    "depth_profile": "lecture_lib.challenges.depth",
    "dropout": "lecture_lib.challenges.regularisation",
    "max_pool": "lecture_lib.challenges.convolution",
    "max_pool_backward": "lecture_lib.challenges.convolution",
    "train_regularised": "lecture_lib.challenges.regularisation",
    "DepthLab": "lecture_lib.widgets.depth_lab.depth_lab",
    "Explorer": "lecture_lib.widgets.explorer.explorer",
    "LearningRateLab": "lecture_lib.widgets.learning_rate.learning_rate",
    "OverfittingLab": "lecture_lib.widgets.overfitting.overfitting",
    "PassPlayer": "lecture_lib.widgets.player.player",
    "Progress": "lecture_lib.widgets.progress.progress",
    "StepSlider": "lecture_lib.widgets.difference_step.difference_step",
    "Wishes": "lecture_lib.widgets.wishes.wishes",
    "live": "lecture_lib.widgets.live.live",
    "show": "lecture_lib.figures",
}

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "Activation",
    "Comparison",
    "Cost",
    "Equation",
    "GradientCheck",
    "History",
    "Network",
    "ParameterRef",
    "Parameters",
    "Pass",
    "Perturbation",
    "StepSizeStudy",
    "Sweep",
    "accuracy",
    "backward",
    "check_gradient",
    "compare_gradients",
    "cost",
    "diagonal_form",
    "equation",
    "equations",
    "forward",
    "gradient",
    "lecture_data",
    "numeric_gradient",
    "perturb",
    "predict",
    "step_size_study",
    "sweep",
    "train_gd",
    "train_minibatch",
    "train_sgd",
    *_LATER,
]


def __getattr__(name):
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
