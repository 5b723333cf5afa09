"""``eoffice inspect``: would these files be taken in?"""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from eoffice.cli import main
from tests.documents import files


def inspect(folder: Path, *arguments: str, limit: int = 1_000_000) -> Result:
    environment = {"EOFFICE_LIMITS__UPLOAD_BYTES": str(limit)}
    return CliRunner().invoke(main, ["inspect", "--dir", str(folder / "none"), *arguments], env=environment)


def write(folder: Path, **contents: bytes) -> dict[str, str]:
    for name, content in contents.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: str(folder / f"{name}.pdf") for name in contents}


def test_a_line_of_json_for_each_file_and_success_only_when_all_are_accepted(tmp_path: Path) -> None:
    paths = write(tmp_path, good=files.pdf(), locked=files.encrypted_pdf(), empty=b"", text="chữ".encode())
    said = inspect(tmp_path, "--json", *paths.values(), str(tmp_path / "nowhere.pdf"))
    reports = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.exit_code == 1
    assert [report["file"] for report in reports] == [*paths.values(), str(tmp_path / "nowhere.pdf")]
    assert [report["reasons"] for report in reports] == [
        [],
        ["pdf-encrypted"],
        ["empty-file"],
        ["not-a-pdf"],
        ["cannot-be-opened: No such file or directory"],
    ]
    good = reports[0]
    assert (good["accept"], good["pages"], good["signatures"], good["warnings"]) == (True, 1, 0, [])
    assert len(good["page_sizes"]) == 1
    assert inspect(tmp_path, "--json", paths["good"]).exit_code == 0


def test_a_person_reads_what_to_do(tmp_path: Path) -> None:
    paths = write(tmp_path, good=files.pdf(), locked=files.encrypted_pdf())
    lines = inspect(tmp_path, *paths.values()).stdout.splitlines()
    assert lines[0] == f"{paths['good']}: accepted, pages: 1, signatures: 0"
    assert lines[1] == f"{paths['locked']}: not accepted"
    assert "Save it without protection" in lines[2]


def test_the_limit_is_that_of_the_instance(tmp_path: Path) -> None:
    paths = write(tmp_path, large=files.pdf() + b"\0" * 5000)
    said = inspect(tmp_path, "--json", paths["large"], limit=3000)
    assert json.loads(said.stdout)["reasons"] == ["too-large"]
