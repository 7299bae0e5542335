"""The ten training points of the lecture's example (Higham & Higham 2019, section 2)."""

import numpy as np


def lecture_data():
    """Return (X, Y), both of shape (2, 10): columns are points, the first five of class (1, 0), the others (0, 1)."""
    X = np.array([
        [0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7],
        [0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6],
    ])
    Y = np.repeat(np.eye(2), 5, axis=1)
    return X, Y
