"""The look of the house: macros, filters and the frame around every page.

Templates import macros by file: `{% import "components/forms.html" as forms %}`; a page extends
`components/layout.html`. The parameters of each macro stand at the top of its file.
"""

from __future__ import annotations

from eoffice.ui.components.frame import Frame, Language, NavigationGroup, NavigationItem, PostChoice
from eoffice.ui.components.install import install
from eoffice.ui.components.page_text import PageText, PageView, TextWord
from eoffice.ui.components.receiver_rows import ReceiverRow, read_receiver_rows

__all__ = [
    "Frame",
    "Language",
    "NavigationGroup",
    "NavigationItem",
    "PageText",
    "PageView",
    "PostChoice",
    "ReceiverRow",
    "TextWord",
    "install",
    "read_receiver_rows",
]
