"""Pictures that come from outside, drawn anew: what is stored was written by the portal, pixel by pixel.

Whatever else the file held is left behind: where and when it was taken, a smaller picture inside, a second
file hidden behind the first. The one door to Pillow.
"""

import io
import warnings
from typing import Any, Final

from PIL import Image, ImageOps

from decisions.services.filetypes import FileKind

MAX_PIXELS: Final = 50_000_000  # of what is sent: decoding takes three or four bytes for each
MAX_EDGE: Final = 5000  # of what is kept: enough for a page scanned at 400 dots an inch
_QUALITY: Final = 90
_FORMATS: Final = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}
_JPEG_MODES: Final = frozenset({"L", "RGB"})


class PictureBrokenError(Exception):
    """The file begins like a picture, and is none that can be drawn."""


class PictureTooLargeError(Exception):
    """More pixels than a picture needs; such files are made to exhaust whoever opens them."""


def redraw(data: bytes, kind: FileKind) -> bytes:
    """Return a picture of the same kind that shows the same, and holds nothing else.

    Raises: PictureBrokenError, PictureTooLargeError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a warning about size is ours to make, below
            return _redrawn(data, kind)
    except PictureTooLargeError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLargeError from error
    # A decoder meets files made to break it; whatever it stumbles over, the file is not taken.
    except Exception as error:
        raise PictureBrokenError from error


def _redrawn(data: bytes, kind: FileKind) -> bytes:
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureTooLargeError
        picture: Any = ImageOps.exif_transpose(opened)
        picture.load()
        picture.thumbnail((MAX_EDGE, MAX_EDGE))
        kept = {"transparency": picture.info["transparency"]} if "transparency" in picture.info else {}
        picture.info = {}
        written = io.BytesIO()
        if kind is FileKind.JPEG:
            plain = picture if picture.mode in _JPEG_MODES else picture.convert("RGB")
            plain.save(written, "JPEG", quality=_QUALITY)
        else:
            picture.save(written, "PNG", **kept)
    return written.getvalue()
