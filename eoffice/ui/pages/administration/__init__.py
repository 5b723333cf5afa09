"""The administrator's pages: agencies and their people, accounts, and the state of the instance."""

from eoffice.ui.pages.administration import agencies, people, system  # their routes belong to the blueprint
from eoffice.ui.pages.administration.blueprint import pages

__all__ = ["agencies", "pages", "people", "system"]
