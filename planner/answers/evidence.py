"""What a workspace's routing rests on: the abilities fitted to the evidence known on its day, once per catalog and day."""

from __future__ import annotations

import datetime as dt
import weakref

from planner.catalog.catalog import Catalog
from planner.quality.ability import Abilities, fit
from planner.quality.scale import observations
from planner.workspace import Workspace

_FITTED: weakref.WeakKeyDictionary[Catalog, dict[dt.date, Abilities]] = weakref.WeakKeyDictionary()


def abilities(workspace: Workspace) -> Abilities:
    """Abilities of all models with evidence by the workspace's day."""
    known = _FITTED.setdefault(workspace.catalog, {})
    if workspace.as_of not in known:
        known[workspace.as_of] = fit(observations(workspace.catalog, workspace.as_of), workspace.catalog.tasks)
    return known[workspace.as_of]
