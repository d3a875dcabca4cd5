"""Pictures below a plan as its pages show them: cut to the map, turned as they lie, as faint as on screen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from PIL import Image

from chargeplan.analysis import Analysis
from chargeplan.drawing.plan import extent
from chargeplan.drawing.primitives import Box, Picture, box_of
from chargeplan.geometry.turning import underlay_outline
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.site import Site, Underlay

LAYER = "underlay"
_STYLE = "underlay_picture"
_DOTS_PER_MM = 150 / 25.4
"""On paper; letters of a scan can be read, and a sheet of A3 takes a few megabytes."""

_MOST_DOTS = 8_000_000


def pictures_below(site: Site) -> int:
    """Return how many underlays are pictures."""
    return sum(underlay.media_type != MEDIA_TYPE for underlay in site.underlays)


def underlay_pictures(site: Site, room: Box, mm_per_m: float) -> Iterator[Picture]:
    """Yield the pictures below a plan as far as they lie in a room [m], of which a metre is `mm_per_m`."""
    for underlay in site.underlays:
        if underlay.media_type != MEDIA_TYPE and underlay.opacity > 0:
            shown = _shared(box_of(underlay_outline(underlay)), room)
            if shown is not None:
                yield _picture(underlay, shown, mm_per_m * _DOTS_PER_MM)


def shown_extent(analysis: Analysis) -> Box:
    """Return the box around what a page shows [m]: of pictures, too, where no outline tells of the estate."""
    site, drawn = analysis.project.site, extent(analysis)
    if site.boundaries or site.buildings or not pictures_below(site):
        return drawn
    pictures = [each for each in site.underlays if each.media_type != MEDIA_TYPE]
    return box_of((*drawn.ring, *(corner for each in pictures for corner in underlay_outline(each))))


def _turn(underlay: Underlay) -> tuple[float, float]:
    angle = math.radians(underlay.rotation_degrees)
    return math.cos(angle), math.sin(angle)


def _shared(one: Box, other: Box) -> Box | None:
    left, bottom = max(one.left, other.left), max(one.bottom, other.bottom)
    right, top = min(one.right, other.right), min(one.top, other.top)
    return Box(left, bottom, right, top) if left < right and bottom < top else None


@lru_cache(maxsize=4)
def _picture(underlay: Underlay, shown: Box, dots_per_m: float) -> Picture:
    own = 1 / underlay.metres_per_pixel
    dots = min(dots_per_m, own, math.sqrt(_MOST_DOTS / (shown.width * shown.height)))
    with Image.open(BytesIO(underlay.image)) as opened:
        source = opened.convert("RGBA")
    coarser = max(1, math.floor(own / dots))
    if coarser > 1:
        source = source.reduce(coarser)
    size = (max(1, round(shown.width * dots)), max(1, round(shown.height * dots)))
    seen = source.transform(
        size,
        Image.Transform.AFFINE,
        _from_dots(underlay, shown, size, coarser),
        resample=Image.Resampling.BICUBIC,
    )
    seen.putalpha(seen.getchannel("A").point(lambda value: round(value * underlay.opacity)))
    data = BytesIO()
    seen.save(data, format="PNG")
    return Picture(LAYER, _STYLE, shown, data.getvalue())


def _from_dots(
    underlay: Underlay, shown: Box, size: tuple[int, int], coarser: int
) -> tuple[float, float, float, float, float, float]:
    """Return how a place of the page, in dots from its upper left, lies in the picture's pixels."""
    cos, sin = _turn(underlay)
    across, down = shown.width / size[0], shown.height / size[1]
    per_m = 1 / (underlay.metres_per_pixel * coarser)
    x, y = shown.left - underlay.origin[0], shown.top - underlay.origin[1]
    height = underlay.height_px / coarser
    return (
        cos * across * per_m, -sin * down * per_m, (cos * x + sin * y) * per_m,
        sin * across * per_m, cos * down * per_m, height - (cos * y - sin * x) * per_m,
    )  # fmt: skip
