"""YAML by libyaml where it gives the same result as ruamel.yaml in pure Python, which DVC uses.

All other texts and values are left to DVC.
"""
