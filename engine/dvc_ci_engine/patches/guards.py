"""What a child changes in DVC before it asks it anything: options laid over the configuration, and what keeps data whole. Used by engine.py."""

import importlib
import os
import time

from dvc_ci_engine.queries.project import content_hash


def install(config, keeps_remote):
    """@param config options laid over DVC's configuration @param keeps_remote nothing that is altered in a remote is removed there"""
    apply_config(config)
    hasten_databases()
    keep_transactions_whole()
    check_manifests()
    if keeps_remote:
        keep_remote_objects()


def apply_config(extra):
    """Lays options over the configuration that DVC reads, as config.local would, without writing a secret to a file.

    `core` is merged as it is, `remotes` into every remote that is configured, `remoteConfig` into the one in use.
    """
    from dvc import config as dvc_config

    load = dvc_config.Config.load

    def with_extra(self, *args, **kwargs):
        load(self, *args, **kwargs)
        core = {"analytics": False, "check_update": False, **(extra.get("core") or {})}
        name = core.get("remote") or self["core"].get("remote")
        # Only remotes that exist get options: an unknown name must stay unknown.
        remotes = {known: dict(extra.get("remotes") or {}) for known in self["remote"]}
        if name in remotes:
            remotes[name].update(extra.get("remoteConfig") or {})
        dvc_config.merge(self, {"core": core, "remote": remotes})
        self.update(type(self).validate(dict(self)))

    dvc_config.Config.load = with_extra


def keep_remote_objects():
    """Keeps DVC from removing what it finds altered in a remote that is a folder: it does so with every object that is not read-only.

    Who only looks must not destroy anything, and what is gone could no longer be told from what was never pushed. A remote is known by
    the option `verify`, which a cache never has.
    """
    from dvc_data.hashfile.db import HashFileDB
    from dvc_data.hashfile.meta import Meta
    from dvc_objects.errors import ObjectFormatError

    check = HashFileDB.check

    def kept(self, oid, check_hash=True, *args, **kwargs):
        if not check_hash or not self.verify or self.hash_name not in ("md5", "md5-dos2unix"):
            return check(self, oid, check_hash, *args, **kwargs)
        path = self.oid_to_path(oid)
        if content_hash(self.fs, path, self.hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
            raise ObjectFormatError(f"{path} is corrupted")
        return Meta.from_info(self.fs.info(path))

    HashFileDB.check = kept


def check_manifests():
    """Keeps DVC from believing a directory's manifest that is not what its hash says, or whose names lead out of the directory.

    DVC hashes the files that it downloads, but not the manifests that it reads in the remote, and writes files wherever their names say.
    """
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    load = Tree.load.__func__

    def checked(cls, odb, hash_info, *args, **kwargs):
        tree = load(cls, odb, hash_info, *args, **kwargs)
        if hash_info.name == "md5":
            found = Tree.from_list(tree.as_list(), hash_name=hash_info.name)
            found.digest()
            if found.hash_info.value != hash_info.value:
                raise ObjectFormatError(f"the manifest {hash_info.value} is altered")
        if any(part in ("", ".", "..") or os.sep in part for key, _, _ in tree for part in key):
            raise ObjectFormatError(f"the manifest {hash_info.value} names files outside of its directory")
        return tree

    Tree.load = classmethod(checked)


# Seconds for which a child waits for another one that makes the same database, or writes into it.
DATABASE_PATIENCE = 60.0


def hasten_databases():
    """Opens DVC's databases of hashes and indexes so that they flush the disk less often, and so that several children can make the same one at once.

    A pull of ten files waits for a hundred flushes. What the databases hold DVC can find out again. With a write-ahead log, which they have,
    NORMAL keeps them whole even where the power fails; a machine that is thrown away after the job needs no flush at all. SQLite does not
    wait when a new database gets its log while another process looks at it ("database is locked"), so we do.
    """
    import sqlite3
    import types

    thrown_away = os.environ.get("RUNNER_ENVIRONMENT") == "github-hosted"

    def connect(database, *args, **kwargs):
        connection = sqlite3.connect(database, *args, **{"timeout": DATABASE_PATIENCE, **kwargs} if not args else kwargs)
        until = time.monotonic() + DATABASE_PATIENCE
        while True:
            try:
                for pragma in ("journal_mode = WAL", f"synchronous = {'OFF' if thrown_away else 'NORMAL'}"):
                    connection.execute(f"PRAGMA {pragma}").close()
                return connection
            except sqlite3.OperationalError as exc:
                # Whoever opened it finds out what else is wrong.
                if "locked" not in str(exc) or time.monotonic() > until:
                    return connection
                time.sleep(0.005)

    quick = types.ModuleType("sqlite3")
    quick.__dict__.update(sqlite3.__dict__, connect=connect)
    for name in ("diskcache.core", "sqltrie.sqlite.sqlite"):
        module = module_named(name)
        if getattr(module, "sqlite3", None) is sqlite3:
            module.sqlite3 = quick
    settings = getattr(module_named("diskcache.core"), "DEFAULT_SETTINGS", None)
    if thrown_away and settings is not None:
        settings["sqlite_synchronous"] = 0


def module_named(name):
    """@returns None where this version of DVC has no such module"""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def keep_transactions_whole():
    """Keeps half an index of a project's data from being taken for all of it.

    DVC makes the index once for each state of the project, in a database, and takes one that is there for complete (dvc.repo.index.Index.data).
    But sqltrie looks up every key with `executescript`, which commits first: of a command that is ended meanwhile half an index stays, and every
    later `dvc pull` of that state brings half of the data. One statement at a time commits nothing, and flushes nothing.
    """
    module = module_named("sqltrie.sqlite.sqlite")
    if not all(hasattr(module, name) for name in ("STEPS_SQL", "STEPS_TABLE", "SQLiteTrie")) or not hasattr(module.SQLiteTrie, "_traverse"):
        return
    statements = [statement for statement in module.STEPS_SQL.split(";") if statement.strip()]

    def traverse(self, key):
        path = "/".join(key).replace("'", "''")
        for statement in statements:
            self._conn.execute(statement.format(path=path, root=self._root_id))
        return self._conn.execute(f"SELECT * FROM {module.STEPS_TABLE}").fetchall()

    module.SQLiteTrie._traverse = traverse
