"""The adapter against a scripted Corner, in this Python: `python -m unittest`."""
