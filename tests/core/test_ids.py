"""Identifiers sort by the time they were made, also within one millisecond."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from eoffice.core.ids import uuid7


def test_identifiers_keep_the_order_in_which_they_were_made() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)


def test_identifiers_of_many_threads_are_all_different() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: uuid7(), range(20_000)))
    assert len(set(made)) == len(made)


def test_an_identifier_says_version_7_and_the_present_time() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 10
