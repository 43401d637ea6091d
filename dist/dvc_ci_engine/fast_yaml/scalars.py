"""The value of a plain scalar in YAML 1.2's core schema, as ruamel.yaml resolves it for DVC."""

from __future__ import annotations

import re
from typing import Final, Union

Scalar = Union[str, int, float, bool, None]

CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
# YAML 1.1 reads these as booleans, so a writer may quote them.
OLD_CONSTANTS: Final = frozenset(("yes", "no", "on", "off", "y", "n"))
# A scalar that begins otherwise is text, unless it is one of the constants.
NUMBER_START: Final = frozenset("-+.0123456789")
INTEGER: Final = re.compile(r"[-+]?[0-9]{1,1000}")
FLOAT: Final = re.compile(
    r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?\.[0-9]+(?:[eE][-+][0-9]+)?"
)
# All that ruamel.yaml takes for a number or a time: ruamel.yaml.resolver.implicit_resolvers of version 1.2.
NO_TEXT: Final = re.compile(
    r"""[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)
    |[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*""",
    re.VERBOSE,
)


class NotSimpleError(Exception):
    """Only DVC's own parser or writer may handle this."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. Raises NotSimpleError for special forms of numbers, times, `<<` and `=`."""
    start = text[:1]
    if start in NUMBER_START and start:
        if not NO_TEXT.fullmatch(text):
            return text
        if INTEGER.fullmatch(text):
            return int(text)
        if FLOAT.fullmatch(text):
            return float(text)
        raise NotSimpleError(text)
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text in ("<<", "="):
        raise NotSimpleError(text)
    return text
