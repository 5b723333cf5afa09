"""The verbs of access, split by what they are about."""

from eoffice.access.service.accounts import (
    LANGUAGES,
    change_password,
    choose_language,
    create_account,
    disable_account,
    enable_account,
    set_password,
)
from eoffice.access.service.identity import BrowserSession, SignedIn, identify, identify_token
from eoffice.access.service.sessions import (
    OpenedSession,
    sign_in,
    sign_out,
    sign_out_everywhere,
    switch_post,
)
from eoffice.access.service.tokens import CreatedToken, create_token, revoke_token

__all__ = [
    "LANGUAGES",
    "BrowserSession",
    "CreatedToken",
    "OpenedSession",
    "SignedIn",
    "change_password",
    "choose_language",
    "create_account",
    "create_token",
    "disable_account",
    "enable_account",
    "identify",
    "identify_token",
    "revoke_token",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "switch_post",
]
