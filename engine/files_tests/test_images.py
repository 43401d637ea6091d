"""Sizes, modes and formats of images, and images that cannot be decoded."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from making import compared, picture, told
from PIL import Image

from dvc_ci_files.__main__ import read_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "content,mode,format_",
    [
        pytest.param(picture(), "RGB", "PNG", id="PNG"),
        pytest.param(picture("JPEG", mode="CMYK"), "CMYK", "JPEG", id="a JPEG for print"),
        pytest.param(picture(mode="I;16"), "I;16", "PNG", id="16 bits"),
        pytest.param(
            picture("GIF", mode="P", save_all=True, append_images=[Image.new("P", (40, 30))]), "P", "GIF", id="animated"
        ),
        pytest.param(picture("WEBP"), "RGB", "WEBP", id="WebP"),
        pytest.param(picture("TIFF", mode="F"), "F", "TIFF", id="TIFF of numbers"),
        pytest.param(picture("BMP", mode="1"), "1", "BMP", id="one bit"),
    ],
)
def test_an_image_has_a_size_a_mode_and_a_format(tmp_path: Path, content: bytes, mode: str, format_: str) -> None:
    # The content tells the format, not the name.
    facts = told(tmp_path, "a.jpg", content, "images")
    assert facts == {"width": 40, "height": 30, "mode": mode, "format": format_}


def bomb(side: int) -> bytes:
    """A PNG that says that it has so many pixels at each side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


NOISE = picture("JPEG", (400, 300), quality=90)


@pytest.mark.parametrize(
    "content,reason",
    [
        pytest.param(b"", "it is no image of a known format", id="empty"),
        pytest.param(b"not an image\n", "it is no image of a known format", id="a text"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "it is no image of a known format",
            id="SVG with a script",
        ),
        pytest.param(
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "it is no image of a known format",
            id="PostScript, whose reader starts a program",
        ),
        pytest.param(picture()[:-30], "it is damaged", id="a PNG that is cut short"),
        pytest.param(picture().replace(b"IDAT", b"IDAT\xff", 1), "it is damaged", id="a PNG with a wrong checksum"),
        pytest.param(NOISE[: len(NOISE) // 2], "it is cut short", id="a JPEG that is cut short"),
        pytest.param(picture("TIFF")[:300], "it is", id="a TIFF that is cut short"),
        pytest.param(bomb(50_000), "it has more than 178,956,970 pixels", id="a bomb"),
    ],
)
def test_an_image_that_cannot_be_decoded_is_unreadable(tmp_path: Path, content: bytes, reason: str) -> None:
    facts = compared(tmp_path, "a.jpg", content, None, "images", thumbnail=True)
    assert facts["now"]["unreadable"].startswith(reason)
    assert facts["thumbnail"] == {}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(picture("JPEG", mode="CMYK"), id="CMYK"),
        pytest.param(picture(mode="I;16"), id="16 bits"),
        pytest.param(picture("TIFF", mode="F"), id="numbers"),
        pytest.param(picture(mode="RGBA"), id="transparent"),
        pytest.param(picture(mode="P", transparency=0), id="a transparent colour"),
        pytest.param(picture("GIF", mode="P"), id="GIF"),
        pytest.param(picture(size=(3000, 2)), id="long"),
    ],
)
def test_a_thumbnail_is_a_small_jpeg(tmp_path: Path, content: bytes) -> None:
    answer = compared(tmp_path, "a.png", content, content, "images", thumbnail=True)
    for side in ("now", "before"):
        bytes_ = base64.b64decode(answer["thumbnail"][side])
        assert len(bytes_) <= 8000
        image = Image.open(io.BytesIO(bytes_))
        assert image.format == "JPEG"
        assert max(image.size) <= 96
        least, most = image.convert("L").getextrema()
        assert least < most or image.size[1] == 1


def test_a_thumbnail_is_turned_as_its_camera_says_and_the_size_is_as_stored(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[274] = 6
    answer = compared(tmp_path, "a.jpg", picture("JPEG", exif=turned.tobytes()), None, "images", thumbnail=True)
    assert (answer["now"]["width"], answer["now"]["height"]) == (40, 30)
    assert Image.open(io.BytesIO(base64.b64decode(answer["thumbnail"]["now"]))).size == (30, 40)


def test_without_a_thumbnail_none_is_made(tmp_path: Path) -> None:
    assert "thumbnail" not in compared(tmp_path, "a.png", picture(), None, "images")


def test_a_link_gets_no_thumbnail(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(picture())
    (tmp_path / "link").symlink_to(tmp_path / "image")
    answer = read_file({"path": "a.png", "kind": "images", "now": str(tmp_path / "link"), "thumbnail": True})
    assert answer["now"] == {"unread": "it is no regular file"}
    assert answer["thumbnail"] == {}
