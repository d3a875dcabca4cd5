"""The catalogue of sheds: click one to put it down with the next clicks, or drag it onto the plan."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QDrag, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.catalogue import Catalogue, ShedPreset
from chargeplan.ui.canvas.view import SHED_MIME_TYPE
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import number
from chargeplan.ui.session import Session

_ICON = QSize(48, 28)
_METRES_SHOWN = 21.0


class CataloguePanel(Living, QListWidget):
    """Lists the ready-made sheds with size and stalls."""

    shed_chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("cataloguePanel")
        self.say(self.setAccessibleName, N_("Catalogue of sheds"))
        self.setIconSize(_ICON)
        self.setWordWrap(True)
        self.setSpacing(1)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        session.shed_preset_changed.connect(lambda _id: self._mark())
        session.document.edited.connect(self._fill)
        self._shown: object = None
        self._fill()

    def retranslate(self) -> None:
        """Name the sheds in the other language."""
        self._shown = None
        self._fill()

    def repaint_icons(self) -> None:
        """Draw the sheds in the other look."""
        self._shown = None
        self._fill()

    def mimeTypes(self) -> list[str]:
        """Return the one kind of thing that can be dragged out."""
        return [SHED_MIME_TYPE]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Return what is dragged: the id of the shed."""
        data = QMimeData()
        if items:
            data.setData(SHED_MIME_TYPE, str(items[0].data(Qt.ItemDataRole.UserRole)).encode())
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the shed alone: the plan shows it in its true size, and the row would lie over it."""
        items = self.selectedItems()
        if items:
            drag = QDrag(self)
            drag.setMimeData(self.mimeData(items))
            drag.setPixmap(items[0].icon().pixmap(_ICON))
            drag.setHotSpot(QPoint(-12, _ICON.height() + 12))
            drag.exec(actions)

    def _fill(self) -> None:
        group = self._session.document.project.active_scheme.group
        if self._shown == (group,):
            return
        self._shown = (group,)
        self.clear()
        for preset in self._session.catalogue.sheds.values():
            stalls = preset_stalls(preset, self._session)
            item = QListWidgetItem(_picture(preset, self._session.catalogue, self.palette()), "")
            area = number(preset.length_m * preset.depth_m, 2)
            item.setText(
                f"{pick(preset.title)}\n{tr('{area} m² · {stalls} stalls', area=area, stalls=stalls)}"
            )
            item.setData(Qt.ItemDataRole.UserRole, preset.id)
            item.setToolTip(tr("Click, then place it on the plan; or drag it there."))
            self.addItem(item)
        self._mark()

    def _mark(self) -> None:
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == self._session.shed_preset_id:
                self.setCurrentRow(row)

    def _choose(self, item: QListWidgetItem) -> None:
        preset_id = str(item.data(Qt.ItemDataRole.UserRole))
        self._session.choose_shed(preset_id)
        self.shed_chosen.emit(preset_id)


def preset_stalls(preset: ShedPreset, session: Session) -> int:
    """Return how many stalls a ready-made shed holds in the active scheme."""
    from chargeplan.geometry.sheds import column_groups

    module = session.catalogue.module(preset.module_id).module
    group = session.document.project.active_scheme.group
    return preset.rows * sum(column_groups(preset.length_m, preset.rows, module, group))


def _picture(preset: ShedPreset, catalogue: Catalogue, palette: QPalette) -> QIcon:
    """Return the shed from above, all sheds to one scale, in the colours of plain and of selected rows."""
    made = QIcon(_plan_of(preset, catalogue, palette.color(QPalette.ColorRole.Text), palette))
    light = palette.color(QPalette.ColorRole.HighlightedText)
    made.addPixmap(_plan_of(preset, catalogue, light, palette), QIcon.Mode.Selected)
    return made


def _plan_of(preset: ShedPreset, catalogue: Catalogue, ink: QColor, palette: QPalette) -> QPixmap:
    ratio = 2
    image = QPixmap(_ICON * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = (_ICON.width() - 4) / _METRES_SHOWN
        width, depth = preset.length_m * scale, preset.depth_m * scale * 1.4
        box = QRectF((_ICON.width() - width) / 2, (_ICON.height() - depth) / 2, width, depth)
        fill = QColor(palette.color(QPalette.ColorRole.Highlight))
        fill.setAlphaF(0.35)
        painter.setBrush(QBrush(fill))
        painter.setPen(QPen(ink, 1.1))
        painter.drawRect(box)
        faint = QColor(ink)
        faint.setAlphaF(0.45)
        painter.setPen(QPen(faint, 0.6))
        pitch = catalogue.module(preset.module_id).module.front_m * scale
        x = box.left() + pitch
        while x < box.right() - 0.5:
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            x += pitch
        if preset.rows == 2:
            painter.setPen(QPen(ink, 0.9))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    return image
