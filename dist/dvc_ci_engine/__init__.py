"""The engine of dvc-ci: a process that imports DVC once and answers each request in a forked child.

See docs/engine.md.
"""
