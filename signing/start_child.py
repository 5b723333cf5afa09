"""Starts one module of this package in a process of its own: `python start_child.py MODULE DESCRIPTOR`.

The package is entered without its `__init__`, which loads pyHanko: that takes a second, and readers that do
without it shall not wait for it.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    package = ModuleType("signing")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["signing"] = package
    importlib.import_module(sys.argv[1]).main()
