"""Images by Pillow: size, mode and format of each, whether it can be decoded, and small pictures of it."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from dvc_ci_files.faults import CUT_SHORT, DAMAGED, UnreadableError

FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "AVIF", "ICO")
"""Formats whose readers start no other program, and that a first bytes tell."""

SIDE = 96
"""Most pixels of a side of a thumbnail."""
MOST_BYTES = 8_000
"""Most bytes of a thumbnail."""
QUALITIES = (80, 50, 25)


def opened(file: str) -> Image.Image:
    """The image, of which only the header was read.

    :raises UnidentifiedImageError: no reader knows the format
    :raises Image.DecompressionBombError: it has more pixels than Pillow allows
    """
    Image.init()
    return Image.open(file, formats=[name for name in FORMATS if name in Image.OPEN])


def read_image(file: str) -> dict[str, Any]:
    """Its size as stored, mode and format.

    :raises UnreadableError: it cannot be decoded
    """
    try:
        with opened(file) as image:
            facts = {"width": image.width, "height": image.height, "mode": image.mode, "format": image.format or "?"}
            if image.format == "PNG":
                # The checksums of all chunks cost a tenth of decoding them.
                image.verify()
            else:
                # A JPEG is decoded at an eighth of its size.
                image.draft("L", (1, 1))
                image.load()
    except UnidentifiedImageError:
        raise UnreadableError("it is no image of a known format") from None
    except Image.DecompressionBombError:
        raise UnreadableError(f"it has more than {2 * (Image.MAX_IMAGE_PIXELS or 0):,} pixels") from None
    except MemoryError:
        raise
    except Exception as error:
        # The readers of Pillow raise all kinds of exceptions for damaged files.
        is_short = isinstance(error, (EOFError, OSError)) and "truncated" in str(error)
        raise UnreadableError(CUT_SHORT if is_short else DAMAGED) from error
    return facts


def thumbnail(file: str) -> str | None:
    """A JPEG of at most 96 pixels, as base64; None where none can be made."""
    try:
        with opened(file) as image:
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            small = ImageOps.exif_transpose(in_eight_bits(image))
            small.thumbnail((SIDE, SIDE))
            if small.has_transparency_data:
                small = small.convert("RGBA")
                small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
            small = small.convert("RGB")
            for quality in QUALITIES:
                buffer = io.BytesIO()
                small.save(buffer, "JPEG", quality=quality)
                if buffer.tell() <= MOST_BYTES:
                    return base64.b64encode(buffer.getvalue()).decode("ascii")
    except Exception:  # noqa: BLE001
        # The facts of the image say why it is unreadable.
        return None
    return None


def in_eight_bits(image: Image.Image) -> Image.Image:
    """An image whose values are from 0 to 255; other numbers are scaled from their least to their most."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = image.convert("F")
    least, most = values.getextrema()
    if not isinstance(least, float) or not isinstance(most, float) or not most > least:
        return values.convert("L")
    scale = 255 / (most - least)
    return values.point(lambda value: value * scale - least * scale).convert("L")
