"""Copies of a network that learn side by side: every array has one axis more, in front, of the copies."""

from itertools import pairwise

import numpy as np


class Copies:
    """The parameters of networks of the same sizes. p: (R, P). W[l], b[l]: views into it, (R, n_l, n_{l−1}) and (R, n_l)."""

    def __init__(self, nets):
        self.net = nets[0]  # of all: sizes and activations
        self.p = np.array([net.p for net in nets])
        self.W, self.b, end = [None, None], [None, None], 0
        for n_before, n in pairwise(self.net.sizes):
            W, b, end = end, end + n * n_before, end + n * n_before + n
            self.W.append(self.p[:, W:b].reshape(-1, n, n_before))
            self.b.append(self.p[:, b:end])
