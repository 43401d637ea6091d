"""YAML by libyaml where it gives the same result as DVC's own parser, ruamel.yaml in pure Python. Everything else is left to DVC."""
