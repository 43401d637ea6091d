"""How changed folders differ from the baseline's, and which files are in two folders. Manifests alone are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .common import default_remote, open_repo
from .leaks import inside, shared_files, split_folders
from .manifest_files import Sides, absent_files, changed_of_kinds, changed_tables, describe_folder
from .manifests import Manifests, UnreadError

if TYPE_CHECKING:
    from .manifest_files import Files
    from .manifests import Side


def folders(args: dict[str, Any]) -> dict[str, Any]:
    """The changes of folders, and the files that two parts of the data share.

    `data`: each with the sides `now` and `before` (`hash`, `hashName`, and as far as known `size`, `remote`, `listed`).
    `changed`: paths of the data whose folders are described. `leaks`: pairs of parts of the data. `within`: paths of
    folders in which pairs are looked for by the words in `words`. `asked`: of folders with policies on their files
    (`data`), the files that policies name (`files`, told if they changed), further ends of the names of tables
    (`suffixes`), and all texts that policies have for paths in it (`paths`). `kinds`: ends of the names of other kinds
    of files. `whole`: paths of folders of which policies need all files of these kinds.
    """
    data = {item["path"]: item for item in args["data"]}
    with open_repo() as repo:
        manifests = Manifests(repo, default_remote(repo, args))
        manifests.prepare([item[key] for item in data.values() for key in ("now", "before") if item.get(key)])
        described = {path: described_data(manifests, data[path], args) for path in args["changed"]}
        pairs = args["leaks"] + [
            pair for path in args["within"] for pair in pairs_within(manifests, data[path], args["words"])
        ]
        return {"data": described, "leaks": [leak_of(manifests, data, pair, args["most"]["first"]) for pair in pairs]}


def described_data(manifests: Manifests, item: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """`folder`, its changed tables (`members`, `omitted`) and other files (`kinds`), the `absent` files of policies, or
    the sides that are `unread`.
    """
    files: dict[str, Files | None] = {}
    unread = []
    names = []
    for key in ("now", "before"):
        side = item.get(key)
        # The other side is a file.
        is_folder = side is not None and (side["hash"].endswith(".dir") or "listed" in side)
        files[key] = None
        if side is not None and is_folder:
            names.append(side["hashName"])
            try:
                files[key] = manifests.files(side)
            except UnreadError as exc:
                unread.append({"side": key, **exc.record})
    if unread:
        return {"unread": unread}
    sides = Sides(files["now"], files["before"])
    sizes = [None if item.get(key) is None else item[key].get("size") for key in ("now", "before")]
    judged = [each for each in args["asked"] if each["data"] == item["path"]]
    asked = [file for each in judged for file in each["files"]]
    suffixes = (*args["tables"], *(suffix for each in judged for suffix in each["suffixes"]))
    members, omitted = changed_tables(sides, suffixes, args["most"]["members"], asked, moved=bool(judged))
    whole = item["path"] in args["whole"]
    most = args["most"]["asked" if judged or whole else "files"]
    kinds = changed_of_kinds(sides, args["kinds"], most, whole=whole, moved=bool(judged))
    size_of = manifests.size_of(sorted(set(names)))
    for member in [*members, *(member for kind in kinds.values() for member in kind["members"])]:
        for key in ("now", "before"):
            if key in member:
                size = size_of(member[key])
                member[key] = {"hash": member[key], **({} if size is None else {"size": size})}
    return {
        "folder": describe_folder(sides, (sizes[0], sizes[1]), size_of, args["most"]),
        "members": members,
        "omitted": omitted,
        "kinds": kinds,
        "absent": absent_files(sides, item["path"], [path for each in judged for path in each["paths"]]),
    }


def pairs_within(manifests: Manifests, item: dict[str, Any], words: dict[str, list[str]]) -> list[dict[str, Any]]:
    try:
        pairs = split_folders(manifests.files(item["now"]), words)
    except UnreadError:
        return []
    path = item["path"]
    return [
        {"path": {"data": path, "inside": held_out}, "of": {"data": path, "inside": training}, "found": True}
        for held_out, training in pairs
    ]


def leak_of(manifests: Manifests, data: dict[str, Any], pair: dict[str, Any], first: int) -> dict[str, Any]:
    """The shared files of a pair now, and their number before; `unread` where one part of now cannot be read."""
    answer: dict[str, Any] = dict(pair)
    for key in ("now", "before"):
        parts: list[Files] = []
        for part in (pair["path"], pair["of"]):
            try:
                parts.append(files_of(manifests, data[part["data"]].get(key), part["inside"]))
            except UnreadError as exc:
                if key == "now":
                    answer.setdefault("unread", []).append({"data": part["data"], **exc.record})
        if len(parts) == 2:
            answer[key] = shared_files(parts[0], parts[1], first)
    return answer


def files_of(manifests: Manifests, side: Side | None, path: str) -> Files:
    """The files at or below a path of one side. Raises UnreadError."""
    found = None if side is None else inside(manifests.files(side), path)
    if found is None:
        raise UnreadError("absent")
    return found


QUERIES = {"folders": folders}
