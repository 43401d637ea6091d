"""The kinds of patches."""

from __future__ import annotations

from typing import Final

# Without the patch the results are the same, and come later.
SAVES_TIME: Final = "saves time"
# Without the patch DVC may destroy, lose or misread data.
PREVENTS_HARM: Final = "prevents harm"
# Without the patch a part of dvc-ci does not work.
GIVES_FEATURE: Final = "gives a feature"
