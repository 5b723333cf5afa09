"""The top layer: pages that show several features."""

from __future__ import annotations

from flask import Blueprint

from eoffice.ui.pages.arrivals import pages as arrival_pages
from eoffice.ui.pages.documents import pages as document_pages
from eoffice.ui.pages.documents_api import api as document_list_api
from eoffice.ui.pages.home import pages as home_pages

BLUEPRINTS: tuple[Blueprint, ...] = (home_pages, document_pages, arrival_pages, document_list_api)
