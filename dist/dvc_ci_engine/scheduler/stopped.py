"""The exception that ends a stage of a reproduction that stops."""


class StoppedError(Exception):
    """A stage's command was ended, or never started, because the reproduction stops."""
