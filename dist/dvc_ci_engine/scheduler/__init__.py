"""Runs the planned stages of `dvc repro` side by side, each by DVC's own Stage.reproduce in a thread.

See docs/engine.md.
"""
