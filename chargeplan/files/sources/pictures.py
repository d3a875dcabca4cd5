"""Scans and photographs as sources: one underlay, to scale where resolution and drawn scale are known."""

from __future__ import annotations

from chargeplan.errors import Cancelled, ImportFileError, go_on_unless
from chargeplan.files.sources.page_plan import MM_PER_INCH, checked_dpi, checked_scale, page_plan
from chargeplan.files.sources.values import Choices, Note, Preview, SourceKind, Summary, Taken
from chargeplan.files.underlay import (
    Picture,
    PictureFacts,
    Shares,
    crop_px,
    picture_facts,
    picture_to_look_at,
    read_picture,
)
from chargeplan.i18n import N_

PREVIEW_PIXELS = 1_000_000


def read_picture_source(data: bytes, name: str) -> PictureSource:
    """Return a picture as a source.

    Raises
    ------
    ImportFileError
        When it is none, is damaged at its beginning, or is too large to be decoded.
    """
    return PictureSource(data, name, picture_facts(data, name))


class PictureSource:
    """A picture; what is asked for is decoded anew, since its pixels may take half a gigabyte."""

    def __init__(self, data: bytes, name: str, facts: PictureFacts) -> None:
        self._data = data
        self._name = name
        self._facts = facts
        self._looked_at: tuple[Shares | None, Picture] | None = None

    @property
    def summary(self) -> Summary:
        """Size and resolution."""
        return Summary(
            SourceKind.PICTURE,
            self._name,
            notes=(self._size_note(self._facts.dpi),),
            size_px=(self._facts.width_px, self._facts.height_px),
            dpi=self._facts.dpi,
        )

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return the picture small, in its own pixels."""
        go_on_unless(cancelled)
        if self._looked_at is None or self._looked_at[0] != choices.crop:
            small = picture_to_look_at(self._data, PREVIEW_PIXELS, name=self._name, crop=choices.crop)
            self._looked_at = (choices.crop, small)
        small = self._looked_at[1]
        return Preview((0.0, 0.0, float(small.width_px), float(small.height_px)), picture=small.image)

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return a plan with the picture below it."""
        go_on_unless(cancelled)
        metres = self._metres_per_source_pixel(choices)
        picture = read_picture(self._data, name=self._name, crop=choices.crop)
        go_on_unless(cancelled)
        left, _top, right, _bottom = self._kept_px(choices.crop)
        per_pixel = None if metres is None else metres * (right - left) / picture.width_px
        notes = [self._size_note(checked_dpi(choices.dpi) or self._facts.dpi)]
        if picture.width_px < right - left:
            text = N_("the picture is kept smaller: {width} × {height} pixels")
            notes.append(Note("smaller", text, {"width": picture.width_px, "height": picture.height_px}))
        notes.append(scale_note(choices.drawn_scale))
        return Taken(page_plan(picture, self._name, per_pixel), tuple(notes))

    def _kept_px(self, crop: Shares | None) -> tuple[int, int, int, int]:
        width, height = self._facts.width_px, self._facts.height_px
        return (0, 0, width, height) if crop is None else crop_px(crop, width, height)

    def _metres_per_source_pixel(self, choices: Choices) -> float | None:
        scale, dpi = checked_scale(choices.drawn_scale), checked_dpi(choices.dpi) or self._facts.dpi
        if scale is None:
            return None
        if dpi is None:
            raise ImportFileError(
                "no_resolution",
                N_(
                    "{name} does not say at how many dots per inch it was scanned: give them, or scale it "
                    "by clicks"
                ),
                name=self._name,
            )
        return MM_PER_INCH / dpi * scale / 1000

    def _size_note(self, dpi: float | None) -> Note:
        values: dict[str, object] = {"width": self._facts.width_px, "height": self._facts.height_px}
        if dpi is None:
            return Note("picture_size", N_("{width} × {height} pixels, with no word on their size"), values)
        text = N_(
            "{width} × {height} pixels at {dpi} dots per inch: {paper_width} × {paper_height} mm on paper"
        )
        values |= {
            "dpi": f"{dpi:.4g}",
            "paper_width": round(self._facts.width_px / dpi * MM_PER_INCH),
            "paper_height": round(self._facts.height_px / dpi * MM_PER_INCH),
        }
        return Note("picture_resolution", text, values)


def scale_note(drawn_scale: float | None) -> Note:
    """Return a note on how the scale of a page came about."""
    if drawn_scale is None:
        return Note("not_scaled", N_("its scale is not known yet: give it a known length"))
    return Note("drawn_scale", N_("scaled as drawn at 1:{scale}"), {"scale": f"{drawn_scale:g}"})
