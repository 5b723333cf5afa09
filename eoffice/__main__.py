"""``python -m eoffice``."""

from eoffice.cli import main

main()
