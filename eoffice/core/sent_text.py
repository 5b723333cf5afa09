"""Refusing what no database column holds and no page can show, before any door sees it.

PostgreSQL keeps no NUL, UTF-8 has no lone surrogates, control characters would break registers and logs, and
characters that turn the direction of writing make a line read as what it does not say.
What is asked here is asked once for query strings, forms and JSON alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Request

from eoffice.core.errors import Invalid, TooLarge
from eoffice.core.messages import N_

LARGEST_JSON = 2 << 20  # bytes: five hundred receivers with all they have are a tenth of it
DEEPEST_JSON = 20  # objects and lists inside each other; the deepest any door takes is three
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Tab and line ends may stand."""


def refuse_unstorable_text(request: Request) -> None:
    """Raise Invalid ``text-not-storable`` for such a character anywhere in the request, names included.

    JSON that is too large or too deep to be meant is refused too: TooLarge ``json-too-large``, Invalid
    ``json-too-deep``.
    """
    if any(map(_UNSTORABLE.search, _texts(request))):
        raise Invalid(
            "text-not-storable",
            N_("What you sent holds a control character, which cannot be kept."),
            N_("Type the text again instead of pasting it, and send it once more."),
        )


def _texts(request: Request) -> Iterator[str]:
    for name, value in request.args.items(multi=True):
        yield name
        yield value
    if request.mimetype in _FORMS:
        for name, value in request.form.items(multi=True):
            yield name
            yield value
    elif request.is_json:
        yield from _json_texts(request)


def _json_texts(request: Request) -> Iterator[str]:
    if (request.content_length or 0) > LARGEST_JSON:
        raise TooLarge(
            "json-too-large",
            N_("The JSON of this request is larger than allowed."),
            N_("Send files as multipart/form-data, and lists in smaller parts."),
        )
    request.max_content_length = LARGEST_JSON  # of what comes in chunks, without saying how much it is
    level: list[object] = [_read_json(request)]
    for _depth in range(DEEPEST_JSON):
        below: list[object] = []
        for item in level:
            if isinstance(item, str):
                yield item
            elif isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        if not below:
            return
        level = below
    raise _too_deep()


def _read_json(request: Request) -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> Invalid:
    return Invalid(
        "json-too-deep",
        N_("The JSON of this request is nested too deeply."),
        N_("Send it as the description of the API says."),
    )
