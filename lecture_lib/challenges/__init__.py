"""The lecture's challenges: deep networks, overfitting, recurrence and convolution, each built on the same δ."""
