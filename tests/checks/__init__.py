"""Checks of ``make check`` that no other program does: each is run as ``python -m tests.checks.NAME``."""
