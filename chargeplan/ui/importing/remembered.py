"""What somebody said layers are, remembered by their names for the next drawing of the same office."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from chargeplan.files.sources.values import Role, SourceKind
from chargeplan.ui.settings import Settings

_MOST = 1_000
"""So many names are kept of each kind of file, those that were said last."""


class RememberedRoles:
    """Layer name -> role for one kind of file, kept in the settings."""

    def __init__(self, settings: Settings, kind: SourceKind) -> None:
        self._settings = settings
        self._key = f"import_roles_{kind.value}"

    def roles(self) -> dict[str, Role]:
        """Return what is remembered; what settings hold in another form is as good as not there."""
        try:
            held = json.loads(self._settings.text(self._key) or "{}")
        except ValueError:
            return {}
        known = {role.value: role for role in Role}
        pairs = held.items() if isinstance(held, dict) else ()
        return {name: known[role] for name, role in pairs if isinstance(role, str) and role in known}

    def remember(self, said: Mapping[str, Role]) -> None:
        """Keep what somebody said of these layers."""
        kept = {name: role for name, role in self.roles().items() if name not in said}
        self._keep({**kept, **said})

    def forget(self, names: Iterable[str]) -> None:
        """Go by guesses again for these layers."""
        gone = set(names)
        self._keep({name: role for name, role in self.roles().items() if name not in gone})

    def _keep(self, roles: Mapping[str, Role]) -> None:
        newest = list(roles.items())[-_MOST:]
        self._settings.set_text(self._key, json.dumps({name: role.value for name, role in newest}))
