"""Builds the archive for HACS: python3 script/release.py v1.2.3. Tag, manifest and pyproject.toml must agree."""

import json
from pathlib import Path
import sys
import tomllib
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "custom_components" / "ip_camera_cgi"
LEFT_OUT = {"__pycache__"}


def pack(tag: str, folder: Path) -> Path:
    """Write the archive to a folder; the result is reproducible."""
    named = {
        "tag": tag.removeprefix("v"),
        "manifest.json": json.loads((FOLDER / "manifest.json").read_text())["version"],
        "pyproject.toml": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
    }
    if len(set(named.values())) != 1:
        raise SystemExit(f"Not one version, but several: {named}")
    path = folder / str(json.loads((ROOT / "hacs.json").read_text())["filename"])
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(FOLDER.rglob("*")):
            if file.is_file() and not LEFT_OUT.intersection(file.parts):
                # HACS unpacks it into the integration's folder. Without a date, the files would be of 1980.
                archive.writestr(ZipInfo(file.relative_to(FOLDER).as_posix()), file.read_bytes(), ZIP_DEFLATED)
    return path


if __name__ == "__main__":
    print(pack(sys.argv[1], Path.cwd()))
