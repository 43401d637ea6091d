"""The parts of DVC that the loop needs. They are probed before any stage runs."""

from __future__ import annotations

import os

from dvc_ci_engine.patches import probe


class Internals:
    """Modules of DVC with the functions that the loop uses. Raises probe.UnsupportedError."""

    def __init__(self) -> None:
        if not hasattr(os, "killpg"):
            raise probe.UnsupportedError("this system has no process groups")
        self.module = probe.module("dvc.repo.reproduce")
        self.stage_run = probe.module("dvc.stage.run")
        self.rwlock = probe.module("dvc.rwlock")
        self.dvcfile = probe.module("dvc.dvcfile")
        # Whether DVC gives the loop a plan; DVC 3.0 gives it the graph alone.
        self.planned = hasattr(self.module, "_reproduce")
        self._probe_loop()
        self._probe_rest()

    def _probe_loop(self) -> None:
        module = self.module
        if self.planned:
            probe.takes(module._reproduce, "stages", "graph", "force_downstream", "on_error", "force", "repro_fn")
            probe.takes(module._get_upstream_downstream_nodes, "graph", "node")
            probe.takes(module.handle_error, "graph", "on_error", "exc", "stage")
            probe.has(module, "_raise_error")
        else:
            probe.has(module, "_reproduce_stages", "_get_steps", "_track_stage", "ReproductionError")
            probe.takes(module._reproduce_stages, "graph", "stages", "downstream", "single_item", "on_unchanged")
            probe.takes(module._get_steps, "graph", "stages", "downstream", "single_item")

    def _probe_rest(self) -> None:
        repo, stage = probe.module("dvc.repo").Repo, probe.module("dvc.stage").Stage
        probe.takes(self.stage_run._run, "executable", "cmd", "kwargs")
        probe.has(self.stage_run, "_make_cmd", "cmd_run", "StageCmdFailedError")
        probe.takes(self.rwlock.rwlock, "tmp_dir", "fs", "cmd", "read", "write", "hardlink")
        probe.has(self.dvcfile, "Lockfile", "modify_yaml")
        probe.takes(self.dvcfile.Lockfile.dump, "stage")
        probe.has(self.dvcfile.ProjectFile, "_lockfile")
        probe.takes(stage.reproduce, "interactive", "kwargs")
        probe.has(repo, "_reset", "scm_context", "index")
