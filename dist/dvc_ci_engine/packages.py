"""The packages of a Python: a program for any Python from 3.6, and the resident process's answer about its own Python.

Imports are few: `json`, `typing` or importlib.metadata, which reads only archives here, double the program's time.
"""

import os
import site
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Sites = tuple[list[str], dict[str, object]]

# Variables that change the folders from which Python imports.
VARIABLES = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE", "PYTHONPLATLIBDIR", "PYTHONEXECUTABLE")
# Modules that Python runs at its start, which can change them too.
CUSTOM = ("sitecustomize.py", "usercustomize.py")


def read(*path: str) -> str:
    """A small file, or the head of long metadata, whose descriptions can have 100 kB; empty where there is none."""
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            start = "".join(file.readlines(1024))
            return start if "\nName:" in start and "\nVersion:" in start else start + file.read()
    except OSError:
        return ""


def archived(entry: str) -> "Iterator[tuple[str, str]]":
    try:
        from importlib.metadata import distributions

        for each in distributions(path=[entry]):
            metadata = each.read_text("METADATA") or each.read_text("PKG-INFO")
            yield each.read_text("direct_url.json") or "", metadata or ""
    except Exception:  # noqa: BLE001  the file is no archive, or a damaged one
        return


def texts(entry: str) -> "Iterator[tuple[str, str]]":
    """The origin and the metadata of each distribution of a folder or archive."""
    try:
        names = os.listdir(entry)
    except NotADirectoryError:
        yield from archived(entry)
        return
    except OSError:
        return
    egg = entry.lower().endswith(".egg")
    for name in names:
        low = name.lower()
        if low.endswith((".dist-info", ".egg-info")) or (egg and low == "egg-info"):
            folder = os.path.join(entry, name)
            yield read(folder, "direct_url.json"), read(folder, "METADATA") or read(folder, "PKG-INFO") or read(folder)


def installed() -> "dict[str, str]":
    """Versions of the installed distributions by name, as their metadata have them.

    A distribution that is linked to its sources is left out: Git has them, and its version may change with each commit
    (PEP 610, direct_url.json). Of two distributions with one name Python imports the first. The working directory is
    ignored.
    """
    found: dict[str, str | None] = {}
    for entry in filter(None, sys.path):
        for origin, metadata in texts(os.fsdecode(entry)):
            if '"editable":true' in origin.replace(" ", ""):
                continue
            own: dict[str, str] = {}
            for line in metadata.split("\n"):
                if not line or len(own) == 2:
                    break
                key, _, value = line.partition(":")
                if key.lower() in ("name", "version"):
                    own.setdefault(key.lower(), value.strip())
            if own.get("name"):
                found.setdefault(own["name"], own.get("version"))
    return {name: version for name, version in found.items() if version is not None}


def version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def sites() -> "Sites":
    """The folders from which this process imports, and the last change of each file that decides which they are."""
    configuration = os.path.join(sys.prefix, "pyvenv.cfg")
    files: dict[str, object] = {configuration: changed(configuration)}
    # The module of an old virtualenv lacks this function.
    own = [*getattr(site, "getsitepackages", list)(), site.USER_SITE or ""]
    for folder in {*sys.path, *own}:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".pth"):
                # Python leaves out a folder that does not exist yet.
                files[path] = (
                    changed(path),
                    [os.path.isdir(os.path.join(folder, line)) for line in read(path).split("\n")],
                )
            elif name in CUSTOM:
                files[path] = changed(path)
    return [*sys.path, *filter(os.path.isdir, own)], files


def changed(path: str) -> "int | None":
    """The time of the last change of a file, in nanoseconds."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None


def of_this_process(env: "Mapping[str, str]", at_start: "Sites") -> "dict[str, object] | None":
    """The packages that a new process of this interpreter would tell in an environment.

    None where it may import from other folders: by a variable, or by a `.pth` file that changed since the start.
    """
    if any(name in each for name in VARIABLES for each in (env, os.environ)) or sites() != at_start:
        return None
    if site.ENABLE_USER_SITE and env.get("HOME") != os.environ.get("HOME"):
        return None
    return {"version": version(), "packages": installed()}


def main() -> None:
    # The names of this package must not shadow modules of Python.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if entry and os.path.abspath(entry) != here]
    try:
        from _json import encode_basestring_ascii as quoted
    except ImportError:
        from json import dumps as quoted
    packages = ", ".join(f"{quoted(name)}: {quoted(own)}" for name, own in installed().items())
    sys.stdout.write(f'{{"version": "{version()}", "packages": {{{packages}}}}}\n')


if __name__ == "__main__":
    main()
