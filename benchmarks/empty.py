"""The floor of the pages: a Flask application with one route that answers nothing."""

from __future__ import annotations

from flask import Flask

app = Flask("empty")


@app.get("/")
def nothing() -> str:
    """An empty page."""
    return ""
