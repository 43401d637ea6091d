"""The resident DVC of dvc-ci."""
