"""A random pipeline, and random edits of it."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    import random

WORDS = [
    "plain",
    "with 'quotes' and \"doubles\"",
    "yes",
    "0123",
    "a: b # c",
    "ünï",
    "x" * 90 + " " + "y" * 90,
    "tab\\tand %s",
]


class Pipeline:
    """Stages as mappings of dvc.yaml, by file; every command writes its outputs from what it reads and nothing else."""

    def __init__(self, rng: random.Random, old: bool) -> None:
        self.rng, self.old, self.number = rng, old, 0
        self.files: dict[str, dict[str, Any]] = {"dvc.yaml": {}}
        self.sources = {f"src/{name}.txt": f"{name}\n" for name in "abc"}
        self.params: dict[str, Any] = {"p": 1, "q": {"r": 2.5, "s": "text"}, "list": [1, 2]}
        self.readable = list(self.sources)
        for _ in range(rng.randint(2, 5)):
            rng.choice([self.add_stage] * 6 + [self.add_group])()
        if not self.plain():
            # Edits choose a stage.
            self.add_stage()
        if rng.random() < 0.35:
            self.files["sub/dvc.yaml"] = {}
            for _ in range(rng.randint(1, 2)):
                self.add_stage("sub")
        self.import_ = rng.choice([None, None, "frozen", "live"])

    def add_stage(self, folder: str = "") -> None:  # noqa: C901
        rng, number = self.rng, self.number
        self.number += 1
        stage: dict[str, Any] = {}
        name = f"{rng.choice('zma')}{number}"
        kind = rng.choice(["file"] * 5 + ["dir", "loose", "persist", "list", "two", "callback"])
        deps = rng.sample(self.readable, min(len(self.readable), rng.randint(0 if kind == "file" else 1, 3)))
        up = "../" if folder else ""
        wdir = "" if folder or rng.random() > 0.15 else "src"
        if wdir:
            stage["wdir"], up = wdir, "../"
        inside = [up + dep for dep in deps]
        read = f"cat {' '.join(inside)}" if inside else "echo none"
        out, where = f"out{number}", (folder or wdir)
        full = f"{where}/{out}" if where else out
        word = rng.choice(WORDS)
        mark = (
            f"echo {json.dumps(word, ensure_ascii=False)}" if "'" not in word and '"' not in word else f"echo {number}"
        )
        if kind == "callback":
            stage["cmd"] = f"true {number}"
        elif kind == "dir":
            stage["cmd"] = f"mkdir -p {out} && ({read}) > {out}/x && echo {number} > {out}/y"
            stage["outs"] = [out]
            self.readable.append(f"{full}/x")
        elif kind == "list":
            stage["cmd"] = [f"({read}) > {out}", f"{mark} >> {out}"]
            stage["outs"] = [out]
        elif kind == "persist":
            stage["cmd"] = f"({read}) >> {out}"
            stage["outs"] = [{out: {"persist": True}}]
        elif kind == "loose":
            stage["cmd"] = f"({read}) > {out}; echo '{{\"m\": {number}}}' > m{number}.json"
            stage["outs"] = [{out: {"cache": False}}]
            stage["metrics"] = [{f"m{number}.json": {"cache": False}}]
        elif kind == "two":
            stage["cmd"] = f"({read}) > {out}\n{mark} > {out}b\n"
            stage["outs"] = [f"{out}b", out]
            self.readable.append(f"{full}b")
        else:
            stage["cmd"] = f"({read}; {mark}) > {out}"
            stage["outs"] = [out]
        if kind not in ("callback", "dir"):
            self.readable.append(full)
        if inside and kind != "callback":
            stage["deps"] = inside
        if kind != "callback" and rng.random() < 0.5:
            named = rng.sample(["p", "q.r", "q", "list"], rng.randint(1, 2))
            stage["params"] = [{f"{up}params.yaml": named}] if up else named
        if rng.random() < 0.08 and stage.get("outs"):
            stage["always_changed"] = True
        self.files[f"{folder}/dvc.yaml" if folder else "dvc.yaml"][name] = stage

    def add_group(self) -> None:
        number = self.number
        self.number += 1
        dep = self.rng.choice(self.readable)
        if not self.old and self.rng.random() < 0.5:
            body = {
                "matrix": {"k": ["u", "v"], "n": [1, 2]},
                "cmd": f"(cat {dep}; echo ${{item.k}}) > g{number}-${{item.k}}-${{item.n}}",
                "deps": [dep],
                "outs": [f"g{number}-${{item.k}}-${{item.n}}"],
            }
            self.readable += [f"g{number}-{k}-{n}" for k in "uv" for n in (1, 2)]
        else:
            body = {
                "foreach": ["u", "v"],
                "do": {
                    "cmd": f"(cat {dep}; echo ${{item}}) > g{number}-${{item}}",
                    "deps": [dep],
                    "outs": [f"g{number}-${{item}}"],
                },
            }
            self.readable += [f"g{number}-{k}" for k in "uv"]
        self.files["dvc.yaml"][f"g{number}"] = body

    def plain(self) -> list[tuple[str, str, Any]]:
        return [
            (file, name, stage)
            for file, stages in self.files.items()
            for name, stage in stages.items()
            if "cmd" in stage
        ]

    def write(self, root: str) -> None:
        for file, stages in self.files.items():
            put(root, file, json.dumps({"stages": stages}, indent=1, ensure_ascii=False))
        for file, text in self.sources.items():
            put(root, file, text)
        put(root, "params.yaml", json.dumps(self.params))
        if self.import_:
            put(root, "ext.txt", "external\n")
            put(
                root,
                "imp.txt.dvc",
                "deps:\n- path: ext.txt\nouts:\n- path: imp.txt\n"
                + ("frozen: true\n" if self.import_ == "frozen" else ""),
            )

    def edit(self) -> Callable[[str], None] | None:
        """Changes the pipeline or its sources. Returns an edit of the workspace, for both copies."""
        rng, kind = (
            self.rng,
            self.rng.choice(["source", "param", "command", "output", "remove", "freeze", "lock", "break", "nothing"]),
        )
        stages = self.plain()
        file, _, stage = rng.choice(stages)
        if kind == "source":
            self.sources[rng.choice(list(self.sources))] += f"{rng.random()}\n"
        elif kind == "param":
            self.params["p"] += 1
            self.params["q"]["r"] = rng.random()
        elif kind == "command" and isinstance(stage["cmd"], str):
            stage["cmd"] += "  "
            stage["cmd"] = stage["cmd"].strip() + f" && true {rng.randint(0, 99)}"
        elif kind == "freeze":
            stage["frozen"] = not stage.get("frozen", False)
        elif kind == "break":
            stage["cmd"] = "false" if isinstance(stage["cmd"], str) else [*stage["cmd"], "false"]
        elif kind in ("output", "remove"):
            outs = [out if isinstance(out, str) else next(iter(out)) for out in stage.get("outs", [])]
            folder = os.path.join(os.path.dirname(file), stage.get("wdir", ""))
            where = os.path.join(folder, rng.choice(outs)) if outs else None
            if where:
                return lambda at: (remove if kind == "remove" else overwrite)(os.path.join(at, where))
        elif kind == "lock":
            return lambda at: remove(os.path.join(at, "dvc.lock"))
        return None


def put(root: str, file: str, text: str) -> None:
    path = os.path.join(root, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as stream:
            if stream.read() == text:
                return
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def remove(path: str) -> None:
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def overwrite(path: str) -> None:
    if os.path.isfile(path):
        os.chmod(path, 0o644)
        remove(path)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("changed by hand\n")
