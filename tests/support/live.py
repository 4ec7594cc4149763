"""The application behind a real port, on this process's own database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Requests are not logged: pytest's output is for failures."""


@contextmanager
def live_server() -> Iterator[str]:
    """The address of `stepwell.wsgi:application`, as long as the block lasts."""
    from stepwell.wsgi import application

    server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler)
    server.set_app(application)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        # `localhost`, not 127.0.0.1: passkeys need a name.
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
