"""A page of a drawing at a true scale: what every back end renders, and every printer prints."""

from __future__ import annotations

from dataclasses import dataclass, field

from chargeplan.drawing.primitives import Box, Painted

MM_PER_M = 1000.0


@dataclass(frozen=True)
class Page:
    """A sheet of paper that lies on the ground.

    Attributes
    ----------
    primitives : tuple of Painted
        In the order of painting, in metres of the ground.
    paper : Box
        The sheet [m]; its width times 1000 / `scale` is `width_mm`.
    width_mm, height_mm : float
        Size of the paper [mm].
    scale : int
        The n of 1:n.
    title : str
        What the page is called, in its language.
    """

    primitives: tuple[Painted, ...] = field(repr=False)
    paper: Box
    width_mm: float
    height_mm: float
    scale: int
    title: str = ""

    def mm(self, length_m: float) -> float:
        """Return how long a length on the ground [m] is on the paper [mm]."""
        return length_m * MM_PER_M / self.scale
