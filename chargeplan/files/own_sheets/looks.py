"""How own sheets look: in the workbook's own font, so that they belong to it."""

from __future__ import annotations

from chargeplan.files.opc.styles import Look, StyleBook, Tree, tree

_HEAD_FILL = "FF1F4E78"
_LINE = "FFD0D7DE"
_GREY = "FF6E7781"
_WHITE = "FFFFFFFF"
DAY_FORMAT = "yyyy-mm-dd"
_COUNT_FORMAT = "#,##0"
_MONEY_FORMAT = "#,##0.00"
_FAMILY = ("name", "family", "charset", "scheme")


class OwnLooks:
    """Numbers of the formats that own sheets use, put into the workbook when one is first asked for."""

    def __init__(self, styles: StyleBook) -> None:
        self._styles = styles
        plain = styles.first_font
        self._size = next((dict(told).get("val", "11") for tag, told, _ in plain[2] if tag == "sz"), "11")
        self._family = [child for child in plain[2] if child[0] in _FAMILY]

    def title(self) -> int:
        """Return the format of the line that says what the sheet is."""
        return self._styles.index_of(Look(font=self._font(bold=True, more=3)))

    def hint(self) -> int:
        """Return the format of the line that says how to use the sheet."""
        return self._styles.index_of(Look(font=self._font(color=_GREY)))

    def head(self) -> int:
        """Return the format of headings."""
        look = Look(
            self._font(bold=True, color=_WHITE), _filled(_HEAD_FILL), _lined(), _aligned("center", wrap=True)
        )
        return self._styles.index_of(look)

    def of_kind(self, kind: str) -> int:
        """Return the format of cells of a kind: those of columns of tasks, "number" and "money"."""
        alignment = {
            "text": _aligned("left", wrap=True), "shown": _aligned("left", wrap=True),
            "key": _aligned("left"), "whole": _aligned("right"), "number": _aligned("right"),
            "money": _aligned("right"),
        }.get(kind, _aligned("center"))  # fmt: skip
        number_format = {"day": DAY_FORMAT, "whole": _COUNT_FORMAT, "money": _MONEY_FORMAT}.get(kind, "")
        return self._styles.index_of(
            Look(border=_lined(), alignment=alignment, number_format=number_format)
        )  # fmt: skip

    def tinted(self, fill: str, font: str) -> int:
        """Return the number of a conditional format with these colours."""
        background = tree("patternFill", None, tree("bgColor", {"rgb": fill}))
        return self._styles.conditional(
            tree(
                "dxf", None, tree("font", None, tree("color", {"rgb": font})), tree("fill", None, background)
            )
        )

    def _font(self, *, bold: bool = False, color: str = "", more: int = 0) -> Tree:
        parts = [
            *([tree("b")] if bold else []),
            tree("sz", {"val": f"{float(self._size) + more:g}"}),
            *([tree("color", {"rgb": color})] if color else []),
            *self._family,
        ]
        return tree("font", None, *parts)


def _filled(color: str) -> Tree:
    inside = (tree("fgColor", {"rgb": color}), tree("bgColor", {"indexed": 64}))
    return tree("fill", None, tree("patternFill", {"patternType": "solid"}, *inside))


def _lined() -> Tree:
    color = tree("color", {"rgb": _LINE})
    sides = (tree(side, {"style": "thin"}, color) for side in ("left", "right", "top", "bottom"))
    return tree("border", None, *sides, tree("diagonal"))


def _aligned(horizontal: str, *, wrap: bool = False) -> Tree:
    return tree(
        "alignment", {"horizontal": horizontal, "vertical": "center", **({"wrapText": 1} if wrap else {})}
    )
