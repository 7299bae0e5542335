"""The widgets: traits in Python, gestures and pictures in the browser."""
