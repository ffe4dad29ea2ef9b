"""The classes of the headless engine."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from xlwings import base_classes

import addin.headless


def engine_classes() -> dict[str, type]:
    """The classes of our engine by the interface of xlwings that they implement."""
    found = {}
    for module in pkgutil.iter_modules(addin.headless.__path__):
        loaded = importlib.import_module(f"addin.headless.{module.name}")
        for name, each in inspect.getmembers(loaded, inspect.isclass):
            if each.__module__ == loaded.__name__ and hasattr(base_classes, name):
                found[name] = each
    return found
