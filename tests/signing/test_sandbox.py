"""What a stranger's file may cost, and what becomes of the processes that read it."""

import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from signing import SigningError, inspect, render_page
from signing.pages import size_of_page
from signing.sandbox import Limits, run_child
from tests.servers.families import descendants, wait_until_gone
from tests.signing.papers import decision

RENDER = {"task": "render", "page": 0, "width": 500}
PAGES = "signing.page_child"


def endless() -> bytes:
    """A page of forms in forms, each drawn 40 times by the one around it: 40 ** 9 drawings."""
    pdf = pikepdf.new()
    inner = pdf.make_stream(b"0 0 1 1 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    for _level in range(9):
        inner.BBox = [0, 0, 500, 500]
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        outer = pdf.make_stream(b"/F Do " * 40, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        outer.Resources = resources
        inner = outer
    inner.BBox = [0, 0, 500, 500]
    page = pdf.add_blank_page(page_size=(500, 500)).obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    page.Contents = pdf.make_stream(b"/F Do")
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def servers() -> list[int]:
    return [pid for pid, command in descendants(os.getpid()).items() if "signing.sandbox_server" in command]


@pytest.mark.parametrize("limits", [Limits(processor=1), Limits(patience=0.3)], ids=["processor", "patience"])
def test_a_page_without_end_is_given_up_and_its_process_killed(limits: Limits) -> None:
    render_page(io.BytesIO(decision()), 0, 50)
    before = set(descendants(os.getpid()))
    with pytest.raises(SigningError) as caught:
        run_child(PAGES, RENDER, io.BytesIO(endless()), limits)
    assert caught.value.code == "too-complex"
    wait_until_gone(set(descendants(os.getpid())) - before)


def test_a_file_that_wants_too_much_memory_is_given_up() -> None:
    huge = {"task": "render", "page": 0, "width": 5000}
    with pytest.raises(SigningError) as caught:
        run_child(PAGES, huge, io.BytesIO(decision()), Limits(memory=96))
    assert caught.value.code == "too-complex"


def test_an_error_of_the_child_keeps_its_details() -> None:
    with pytest.raises(SigningError) as caught:
        render_page(io.BytesIO(decision()), 7, 50)
    assert (caught.value.code, caught.value.detail) == ("page-not-found", {"page": 8, "pages": 1})


def test_reading_goes_on_after_the_server_was_killed() -> None:
    size_of_page(io.BytesIO(decision()), 0)
    for server in servers():
        os.kill(server, signal.SIGKILL)
    assert size_of_page(io.BytesIO(decision()), 0).width == 595


def test_many_files_are_read_at_the_same_time() -> None:
    papers = [decision(), *(decision() + b"\n" * count for count in range(1, 24))]
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda data: inspect(io.BytesIO(data), size_limit=10**6), papers))
    assert [(one.accept, len(one.pages)) for one in found] == [(True, 1)] * len(papers)


def test_the_position_in_the_callers_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(decision())
    with path.open("rb") as file:
        file.seek(17)
        size_of_page(file, 0)
        assert file.tell() == 17


READ_AND_WAIT = """
import io, sys, time
from signing.pages import size_of_page
size_of_page(io.BytesIO(sys.stdin.buffer.read()), 0)
print("read", flush=True)
time.sleep(60)
"""


def test_the_server_ends_with_a_process_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READ_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(decision())
        reader.stdin.close()
        assert reader.stdout.readline() == b"read\n"
        left = descendants(reader.pid)
        assert left
        reader.kill()
    wait_until_gone(left)
