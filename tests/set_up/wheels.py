"""Packages for a set-up that needs no network, and the build backend of the project that it installs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path


def wheel(folder: Path, name: str, version: str, files: Mapping[str, bytes]) -> Path:
    """Write a wheel with these files into a folder."""
    about = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: c9lib\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    contents[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in (*contents, f"{about}/RECORD")).encode()
    written = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(written, "w") as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, content)
    return written


def script(name: str, version: str, content: bytes) -> dict[str, bytes]:
    """What a wheel holds that puts one program beside Python."""
    return {f"{name}-{version}.data/scripts/{name}": content}


def build_editable(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    """The hook of PEP 660: a path file that leads to this folder."""
    here = str(Path.cwd()).encode()
    return wheel(Path(wheel_directory), "c9lib", "1.0", {"c9lib.pth": here}).name


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    """The hook of PEP 517: nobody calls it, and a backend has to have it."""
    raise NotImplementedError("the project is installed as it stands in its folder")
