"""The schemes of the plan: choose, add, duplicate, rename, delete, and see them side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.model.labels import title
from chargeplan.model.scheme import Scheme
from chargeplan.ui import scheme_actions
from chargeplan.ui.icons import icon
from chargeplan.ui.language import Living
from chargeplan.ui.session import Session
from chargeplan.ui.widgets import IconButton

_NAMED = Qt.ItemDataRole.UserRole


class SchemesPanel(Living, QWidget):
    """Lists the schemes; the active one is marked and bold, a double click or F2 renames."""

    comparison_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = session.document
        self._filling = False
        self.setObjectName("schemesPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        self._list = QListWidget()
        self._list.setObjectName("schemeList")
        self.say(self._list.setAccessibleName, N_("Schemes"))
        self._list.setEditTriggers(
            QListWidget.EditTrigger.DoubleClicked | QListWidget.EditTrigger.EditKeyPressed
        )
        self._list.itemClicked.connect(self._chosen)
        self._list.itemActivated.connect(self._chosen)
        self._list.itemChanged.connect(self._renamed)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._buttons())
        for signal in (
            self._document.schemes_changed,
            self._document.project_replaced,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def retranslate(self) -> None:
        """Name what has no name of its own in the other language."""
        self.refresh()

    def repaint_icons(self) -> None:
        """Draw the marks in the other look."""
        self.refresh()

    def refresh(self) -> None:
        """Show the schemes as they are now."""
        project = self._document.project
        self._filling = True
        shown = [self._list.item(row).data(_NAMED) for row in range(self._list.count())]
        if shown != [scheme.id for scheme in project.schemes]:
            self._list.clear()
            for scheme in project.schemes:
                item = QListWidgetItem(self._list)
                item.setData(_NAMED, scheme.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for row, scheme in enumerate(project.schemes):
            self._show_scheme(self._list.item(row), scheme, scheme.id == project.active_scheme_id)
        self._remove.setEnabled(len(project.schemes) > 1)
        self._filling = False

    def _show_scheme(self, item: QListWidgetItem, scheme: Scheme, active: bool) -> None:
        item.setText(title(scheme))
        item.setIcon(icon("ok" if active else "scheme"))
        font = item.font()
        font.setWeight(QFont.Weight.DemiBold if active else QFont.Weight.Normal)
        item.setFont(font)
        spoken = tr("{name}, active", name=title(scheme)) if active else title(scheme)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        if active:
            self._list.setCurrentItem(item)

    def add(self) -> None:
        """Add an empty scheme."""
        scheme_actions.add_scheme(self._document, self._free_name())

    def duplicate(self) -> None:
        """Add a copy of the active scheme."""
        active = self._document.project.active_scheme
        scheme_actions.duplicate_scheme(self._document, tr("{name} copy", name=title(active)))

    def rename(self) -> None:
        """Begin to type another name for the active scheme."""
        self._list.setFocus()
        self._list.editItem(self._list.currentItem())

    def remove(self) -> None:
        """Delete the active scheme; it can be undone."""
        scheme_actions.remove_scheme(self._document, self._document.project.active_scheme)

    def _free_name(self) -> str:
        taken = {title(scheme) for scheme in self._document.project.schemes}
        number = len(taken) + 1
        while tr("Scheme {number}", number=number) in taken:
            number += 1
        return tr("Scheme {number}", number=number)

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(2)
        add = IconButton("newSchemeButton", "add", N_("New scheme"), self)
        duplicate = IconButton("duplicateSchemeButton", "duplicate", N_("Duplicate the scheme"), self)
        rename = IconButton("renameSchemeButton", "rename", N_("Rename the scheme"), self)
        self._remove = IconButton("deleteSchemeButton", "delete", N_("Delete the scheme"), self)
        compare = IconButton("compareSchemesButton", "compare", N_("Schemes side by side"), self)
        for button, do in (
            (add, self.add),
            (duplicate, self.duplicate),
            (rename, self.rename),
            (self._remove, self.remove),
            (compare, self.comparison_wanted.emit),
        ):
            button.clicked.connect(lambda _checked=False, do=do: do())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _scheme(self, item: QListWidgetItem) -> Scheme:
        return self._document.project.scheme(str(item.data(_NAMED)))

    def _chosen(self, item: QListWidgetItem) -> None:
        scheme_actions.switch_scheme(self._document, self._scheme(item))

    def _renamed(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        scheme = self._scheme(item)
        name = item.text().strip()
        if name and name != title(scheme):
            scheme_actions.rename_scheme(self._document, scheme, name)
        else:
            self.refresh()
