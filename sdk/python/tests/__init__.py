"""Tests of the SDK: `python -m unittest` with this folder and `bindings` on the path."""
