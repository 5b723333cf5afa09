"""The built files: hashed, listed, complete; and a clear word when they were not built."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from eoffice.ui import assets

ROOT = Path(assets.__file__).parents[2]


def test_missing_assets_name_the_command_that_builds_them(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="make assets"):
        assets.manifest(tmp_path / "manifest.json")


def test_an_asset_that_was_not_built_is_not_given_an_address() -> None:
    with pytest.raises(assets.AssetsMissing, match="make assets"):
        assets.asset_url("nothing.js")


def test_every_name_of_the_manifest_is_a_file_with_a_hash_in_its_name() -> None:
    for name, file in assets.manifest().items():
        stem, end = name.rsplit(".", 1)
        assert re.fullmatch(rf"{stem}-[0-9A-Z]{{8}}\.{end}", file)
        assert (assets.DIST / file).is_file()


def test_hashed_files_may_be_kept_for_good(gallery: Flask) -> None:
    with gallery.test_client().get(assets.asset_url("main.css")) as answer:
        assert answer.status_code == 200
        assert answer.cache_control.immutable
        assert answer.cache_control.max_age == 365 * 24 * 3600


@pytest.mark.parametrize("subset", ["latin", "latin-ext", "vietnamese"])
@pytest.mark.parametrize("style", ["400-normal", "400-italic", "700-normal"])
def test_the_fonts_for_marks_are_there_for_python(subset: str, style: str) -> None:
    assert assets.mark_font(f"tinos-{subset}-{style}.woff").read_bytes()[:4] == b"wOFF"


def test_the_lock_pins_every_package_and_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    pins = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in pins)
