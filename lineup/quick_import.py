"""Imports a large library in half the time."""

import gc
import importlib
import sys
from collections.abc import Collection


def load(name: str, without: Collection[str] = ()) -> None:
    """Import a module, without the collector's searches through what stays anyway.

    without: packages that it could use, and goes without where they are not installed. It finds none of those
    that are not imported yet; who imports them afterwards does. No other thread may import them meanwhile.
    """
    hidden = [package for package in without if package not in sys.modules]
    gc.disable()
    try:
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: `import` raises ImportError
        importlib.import_module(name)
    finally:
        for package in hidden:
            del sys.modules[package]
        gc.enable()
        gc.freeze()
