"""Roles and databases in an embedded cluster.

`postgres` makes things and is used for nothing else. `stepwell_owner` owns the database and
migrates it. `stepwell_app` is what the application connects as: neither owner nor superuser, so
that what the database forbids (changing the ledger, for one) is forbidden to the application.
"""

import os
import re
import subprocess

from . import binaries
from .cluster import SUPERUSER, Cluster
from .errors import EmbeddedError

OWNER_ROLE = "stepwell_owner"
APP_ROLE = "stepwell_app"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

_MISSING_ROLE = """\
SELECT 'CREATE ROLE {role} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec
ALTER ROLE {role} PASSWORD '{password}';
"""
_MISSING_DATABASE = """\
SELECT 'CREATE DATABASE {name} OWNER {owner}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app};
\\connect {name}
"""


def ensure_database(cluster: Cluster, name: str = "stepwell") -> None:
    """The two roles, the database and its extensions, made where missing. Raises EmbeddedError."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        raise EmbeddedError(
            f"{name!r} cannot name a database: use small letters, digits and underscores."
        )
    passwords = cluster.passwords()
    script = [
        _MISSING_ROLE.format(role=role, password=passwords[role]) for role in (OWNER_ROLE, APP_ROLE)
    ]
    script.append(_MISSING_DATABASE.format(name=name, owner=OWNER_ROLE, app=APP_ROLE))
    script += [f"CREATE EXTENSION IF NOT EXISTS {extension};\n" for extension in EXTENSIONS]
    _psql(cluster, "".join(script))


def owner_url(cluster: Cluster, name: str = "stepwell") -> str:
    """For migrations."""
    return cluster.url(OWNER_ROLE, name)


def app_url(cluster: Cluster, name: str = "stepwell") -> str:
    """For the application."""
    return cluster.url(APP_ROLE, name)


def _psql(cluster: Cluster, script: str) -> None:
    # The password travels in the environment and the script on stdin: neither shows in a process
    # list.
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    env |= {"PGPASSWORD": cluster.passwords()[SUPERUSER], "PGHOST": str(cluster.socket_dir)}
    flags = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-d", "postgres"]
    done = subprocess.run(
        [binaries.find().program("psql"), *flags],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no message"]
        raise EmbeddedError(f"The database could not be prepared: {words[-1]}")
