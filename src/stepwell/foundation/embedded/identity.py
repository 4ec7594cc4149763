"""Running PostgreSQL, which refuses to run as root, when we are root.

An ordinary user runs it directly. Root runs it in a user namespace in which root is called user
1000: nothing on the machine changes and the files stay root's. Where namespaces are barred (many
containers) root hands the folder to an unprivileged user and becomes that user for PostgreSQL's
programs.
"""

import functools
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedError

_NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Identity:
    """A command prefix, and the user that must own the folder (None: whoever we are)."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None
    group: int = -1

    def give(self, *paths: Path) -> None:
        """Hand the files over to the user PostgreSQL runs as, where that is another than we are."""
        if self.owner is not None:
            for path in paths:
                os.chown(path, self.owner, self.group)

    def require_reach(self, program: str, folder: Path) -> None:
        """Raises EmbeddedError when the other user cannot run `program` or write in `folder`."""
        if self.owner is None:
            return
        for flag, path in (("-x", program), ("-w", str(folder))):
            if subprocess.run([*self.prefix, "test", flag, path], check=False).returncode:
                raise EmbeddedError(
                    "PostgreSQL does not run as root, this machine bars user namespaces, and the user "
                    f"{pwd.getpwuid(self.owner).pw_name} cannot reach {path}. Run as an ordinary user, put the "
                    "project and STEPWELL_HOME in a folder others may pass through, or set DATABASE_URL."
                )


@functools.cache
def current() -> Identity:
    """How PostgreSQL's programs are run by this process. Raises EmbeddedError when there is no way."""
    if os.geteuid() != 0:
        return Identity()
    if _runs(*_NAMESPACE, "true"):
        return Identity(prefix=_NAMESPACE)
    if shutil.which("setpriv"):
        user = _unprivileged_user()
        ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
        # Changing user clears the signal `processes.tied` asked for, so setpriv asks again.
        prefix = ("setpriv", *ids, "--pdeathsig=INT")
        return Identity(prefix, owner=user.pw_uid, group=user.pw_gid)
    raise EmbeddedError(
        "PostgreSQL does not run as root, and neither `unshare` nor `setpriv` works here. "
        "Run as an ordinary user, or set DATABASE_URL to a running server."
    )


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError("There is neither a user `postgres` nor `nobody` to run PostgreSQL as.")
