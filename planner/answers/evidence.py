"""What a workspace's routing rests on: the abilities fitted to the evidence known on its day, once per catalog and day."""

from __future__ import annotations

import datetime as dt
import weakref

from planner.catalog.catalog import Catalog
from planner.quality.ability import Abilities
from planner.quality.fitted import abilities_on
from planner.workspace import Workspace

_FITTED: weakref.WeakKeyDictionary[Catalog, dict[dt.date, Abilities]] = weakref.WeakKeyDictionary()


def abilities(workspace: Workspace) -> Abilities:
    """Abilities of all models with evidence by the workspace's day."""
    known = _FITTED.setdefault(workspace.catalog, {})
    if workspace.as_of not in known:
        known[workspace.as_of] = abilities_on(workspace.catalog, workspace.as_of)
    return known[workspace.as_of]
