"""By which rules a plan is judged: a shipped profile, or the plan's own copy of one, edited in a table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QWidget,
)

from chargeplan.errors import ChargeplanError
from chargeplan.files.price_file import CONFIDENCE_WORDS
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.own_references import OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.reference.rule_sets import (
    RuleSet,
    load_rule_set,
    load_rules_of,
    own_rule_set,
    read_rule_set,
    rule_set_ids,
    rule_set_text,
)
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.dialogs.rule_table import (
    CONFIDENCE,
    KEEPS_CLEAR,
    ON,
    REGIONAL,
    SEVERITY,
    SEVERITY_WORDS,
    RuleModel,
)
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import ChoiceDelegate, EditableTable, TickDelegate
from chargeplan.ui.widgets import ElidedCombo, PlainLabel, muted, resize_within_screen, tint

_OWN = "own"
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_WIDTHS = (44, 82, 300, 76, 76, 76, 190, 104, 190, 300, 130, 92)
_NAME_LENGTH = 80


class RuleSetDialog(FramedDialog):
    """Shows one rule set at a time; after OK `chosen` is the one that the plan is to be judged by."""

    def __init__(self, project: Project, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("ruleSetDialog", N_("Rules of the plan"), parent)
        self._project = project
        self._settings = settings
        self._own: OwnRuleSet | None = project.own_rules
        self._shown = _OWN if self._own is not None else project.rule_set_id
        resize_within_screen(self, 1180, 700)
        self._model = RuleModel(self)
        self.body.addLayout(self._make_head())
        self._note = muted(PlainLabel(wrap=True))
        self._note.setObjectName("ruleSetNote")
        self.body.addWidget(self._note)
        self.body.addWidget(self._make_table(), 1)
        self._fault = PlainLabel(wrap=True)
        self._fault.setObjectName("ruleSetFault")
        self.body.addWidget(self._fault)
        self.body.addLayout(self._make_buttons())
        self._model.changed.connect(self._show_state)
        self._table.selectionModel().currentChanged.connect(lambda _new, _old: self._show_state())
        self._offer()
        self._show_set()
        self.guard(lambda: (self._shown, self._own_now(), self._model.faults()))

    @property
    def chosen(self) -> tuple[str, str, OwnRuleSet | None]:
        """Id and version of the shipped rules, and the plan's own ones, None where the shipped ones hold."""
        own = self._own_now()
        if self._shown == _OWN and own is not None:
            return own.base_id, own.base_version, own
        return self._shown, load_rule_set(self._shown).version, None

    # parts

    def _make_head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._sets = ElidedCombo()
        self._sets.setObjectName("ruleSetChoice")
        self._sets.setMinimumWidth(240)
        self.say(self._sets.setAccessibleName, N_("Rule set"))
        self._sets.activated.connect(self._choose)
        self._name = QLineEdit()
        self._name.setObjectName("ruleSetName")
        self._name.setMaxLength(_NAME_LENGTH)
        self._name.setMinimumWidth(220)
        self.say(self._name.setPlaceholderText, N_("Name of the plan's own rules"))
        self.say(self._name.setAccessibleName, N_("Name of the plan's own rules"))
        self._name.textEdited.connect(self._rename)
        self._copy = self.button("copyRulesButton", N_("Copy and edit"), self._copy_shown)
        for part in (self.head, self._sets, self._name, self._copy):
            line.addWidget(part)
        line.addStretch(1)
        return line

    def _make_table(self) -> QWidget:
        table = EditableTable(self)
        table.setObjectName("ruleTable")
        self.say(table.setAccessibleName, N_("Rules"))
        table.setModel(self._model)
        table.setWordWrap(False)
        for column, name, words in (
            (SEVERITY, "severityChoice", SEVERITY_WORDS),
            (CONFIDENCE, "confidenceChoice", CONFIDENCE_WORDS),
        ):
            table.setItemDelegateForColumn(column, ChoiceDelegate(name, words, table))
        for column in (ON, KEEPS_CLEAR, REGIONAL):
            table.setItemDelegateForColumn(column, TickDelegate(table))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.set_widths(_WIDTHS)
        self._table = table
        return table

    def _make_buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        again = N_("Selected rules as they were copied")
        self._reset = self.button("resetRulesButton", again, self._reset_selected)
        line.addWidget(self._reset)
        line.addWidget(self.button("importRulesButton", N_("Import..."), self._import))
        line.addWidget(self.button("exportRulesButton", N_("Export..."), self._export))
        line.addStretch(1)
        buttons = self.answers(QDialogButtonBox.StandardButton.Ok, self._finish)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setObjectName("ruleSetOk")
        self.keep_enter(buttons)
        line.addWidget(buttons)
        return line

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._show_state()

    # which set is shown

    def _offer(self) -> None:
        """Offer the shipped sets, and the plan's own where there is one."""
        self._sets.clear()
        for name in rule_set_ids():
            self._sets.addItem(pick(load_rule_set(name).title), name)
        if self._shown not in (*rule_set_ids(), _OWN):
            self._sets.addItem(tr("{name} (not there)", name=self._shown), self._shown)
        if self._own is not None:
            self._sets.addItem(tr("The plan's own: {name}", name=self._own.name), _OWN)
        self._sets.setCurrentIndex(self._sets.findData(self._shown))

    def _choose(self, place: int) -> None:
        """Show another set; what was edited in the plan's own one is kept."""
        self._own = self._own_now()
        self._shown = str(self._sets.itemData(place))
        self._offer()
        self._show_set()

    def _own_now(self) -> OwnRuleSet | None:
        """Return the plan's own rules as they are in the table, or as they were when it showed others."""
        if self._shown != _OWN or self._own is None:
            return self._own
        return replace(self._own, name=self._name.text().strip(), rules=self._model.rules())

    def _show_set(self) -> None:
        own = self._own if self._shown == _OWN else None
        self._name.setText("" if own is None else own.name)
        for part in (self._name, self._reset):
            part.setVisible(own is not None)
        self._copy.setVisible(own is None)
        if own is not None:
            complete = _complete(own)
            self._own = complete
            self._model.show_rules(complete, _base_of(own) or complete, editable=True)
            self._note.setText(self._own_note(own))
        elif self._shown in rule_set_ids():
            shipped = load_rule_set(self._shown)
            rules = own_rule_set(shipped, "")
            self._model.show_rules(rules, rules, editable=False)
            text = tr(
                "Version {version}, shipped with the program; copy it to edit it.", version=shipped.version
            )
            if self._own is not None:
                text += " " + tr("With OK the plan gives its own rules up.")
            self._note.setText(text)
        else:
            self._model.show_rules(OwnRuleSet("", "", ""), OwnRuleSet("", "", ""), editable=False)
            self._note.setText(tr("These rules are not shipped with this program; choose others."))

    @staticmethod
    def _own_note(own: OwnRuleSet) -> str:
        base = load_rule_set(own.base_id) if own.base_id in rule_set_ids() else None
        title = own.base_id if base is None else pick(base.title)
        text = tr(
            "Copied from {title}, version {version}. What differs is bold; an edited value is to be "
            "verified until its confidence says otherwise. The shipped rules stay as they are.",
            title=title,
            version=own.base_version or "—",
        )
        if base is not None and own.base_version not in ("", base.version):
            text += " " + tr("The program now ships version {version}.", version=base.version)
        return text

    def _copy_shown(self) -> None:
        if self._shown in rule_set_ids():
            shipped = load_rule_set(self._shown)
            self._take_own(own_rule_set(shipped, tr("{title}, edited", title=pick(shipped.title))))

    def _take_own(self, own: OwnRuleSet) -> None:
        self._own, self._shown = own, _OWN
        self._offer()
        self._show_set()
        self._name.setFocus()
        self._name.selectAll()

    def _rename(self, name: str) -> None:
        """Call the plan's own rules by the name that is typed, in the list of rule sets too."""
        self._sets.setItemText(self._sets.findData(_OWN), tr("The plan's own: {name}", name=name.strip()))
        self._show_state()

    # state

    def _show_state(self) -> None:
        """Say what does not stand, that of the current cell first."""
        fault = self._model.fault_at(self._table.currentIndex())
        faults = self._model.faults()
        if fault:
            fault = f"{self._model.rule_id(self._table.currentIndex().row())}: {fault}"
        elif faults:
            row, _, reason = faults[0]
            fault = f"{self._model.rule_id(row)}: {reason}"
        elif self._shown == _OWN and not self._name.text().strip():
            fault = tr("Give the plan's own rules a name.")
        tint(self._fault, "error")
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self._ok.setEnabled(not fault and self._shown in (*rule_set_ids(), _OWN))

    def _finish(self) -> None:
        self._ok.setFocus()  # what is being typed is taken over first
        self._show_state()
        if self._ok.isEnabled():
            self.accept()

    def _reset_selected(self) -> None:
        self._model.reset_rows([index.row() for index in self._table.selectionModel().selectedRows()])

    # files

    def _import(self) -> None:
        from chargeplan.ui.dialogs.message import show_error

        path = choosers.open_rules(self, self._settings.last_folder)
        if path is None:
            return
        try:
            rules = read_rule_set(path)
        except ChargeplanError as error:
            show_error(self, error, tr("The rules of the plan are untouched."))
            return
        self._settings.last_folder = path.resolve().parent
        self._take_own(own_rule_set(rules, pick(rules.title)[:_NAME_LENGTH]))

    def _export(self) -> None:
        from chargeplan.ui.dialogs.message import show_error

        try:
            rules = self._rules_shown()
            path = choosers.save_rules(self, self._settings.last_folder / _file_name(rules))
            if path is None:
                return
            _write(path, rules)
        except ChargeplanError as error:
            show_error(self, error)
            return
        self._settings.last_folder = path.resolve().parent
        self._note.setText(tr("{name} is written.", name=path.name))

    def _rules_shown(self) -> RuleSet:
        own = self._own_now()
        if self._shown == _OWN and own is not None:
            return load_rules_of(replace(self._project, own_rules=own))
        return load_rule_set(self._shown)


def _complete(own: OwnRuleSet) -> OwnRuleSet:
    """Return a set with a row for every rule that the program knows, the missing ones without a value."""
    known = {rule.id: rule for rule in own.rules}
    every = own_rule_set(RuleSet(own.base_id, own.base_version, {}, ()), own.name)
    return replace(own, rules=tuple(known.get(rule.id, rule) for rule in every.rules))


def _base_of(own: OwnRuleSet) -> OwnRuleSet | None:
    """Return what a set was copied from, as it is shipped now, None when it is not."""
    return own_rule_set(load_rule_set(own.base_id), "") if own.base_id in rule_set_ids() else None


def _file_name(rules: RuleSet) -> str:
    """Return what a file of rules is called: as the plan calls its own ones, shipped ones by their id."""
    name = _NOT_IN_FILE_NAMES.sub("-", pick(rules.title)).strip(" .") if rules.own else ""
    return f"{name or rules.id}.toml"


def _write(path: Path, rules: RuleSet) -> None:
    from chargeplan.files.saving import save_workbook

    save_workbook(path, rule_set_text(rules).encode("utf-8"))
