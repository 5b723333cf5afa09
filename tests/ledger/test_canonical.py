"""Canonical JSON: what is written fast is what RFC 8785 says, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eoffice.ledger.rules import LARGEST_NUMBER, canonical_json

NUMBERS = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_any_data_is_written_as_the_library_of_the_rfc_writes_it(data: dict[str, Any]) -> None:
    assert canonical_json(data) == rfc8785.dumps(data)


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        ({"word": 'số "ký"\n\x1f\x7f\u2028'}, '{"word":"số \\"ký\\"\\n\\u001f\x7f\u2028"}'),
        ({"share": 1.0, "many": 1e21}, '{"many":1e+21,"share":1}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),
    ],
)
def test_names_are_sorted_and_letters_escaped_by_the_rules_of_the_rfc(
    data: dict[str, Any], written: str
) -> None:
    assert canonical_json(data) == written.encode()


@pytest.mark.parametrize("number", [LARGEST_NUMBER + 1, -LARGEST_NUMBER - 1])
def test_a_number_that_others_would_read_differently_is_refused(number: int) -> None:
    with pytest.raises(rfc8785.IntegerDomainError):
        canonical_json({"number": number})
