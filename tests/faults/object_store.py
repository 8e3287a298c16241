"""An object store that can be taken away and comes back with what it held: moto's, behind a port that stays."""

import contextlib
import threading

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from tests.support.s3_server import _Quiet

BUCKET = "adriel"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


class ObjectStore:
    """Serves a bucket on loopback."""

    def __init__(self) -> None:
        """Choose a port, and make the bucket."""
        self._app = DomainDispatcherApplication(create_backend_app)
        self._one = threading.Lock()
        self._port = 0
        self._server: BaseWSGIServer | None = None
        self.start()
        boto3.client("s3", endpoint_url=self.address, **_as_arguments()).create_bucket(Bucket=BUCKET)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def blobs(self) -> str:
        """The blob store in it, as ADRIEL_BLOBS names it."""
        return f"s3://{BUCKET}/house?endpoint={self.address}"

    def start(self) -> None:
        """Serve, at the same port as before."""
        self._server = make_server("127.0.0.1", self._port, self._serve, threaded=True, request_handler=_Quiet)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be away."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _serve(self, environ, start):
        with self._one:
            return list(self._app(environ, start))


def _as_arguments() -> dict[str, str]:
    names = {"AWS_ACCESS_KEY_ID": "aws_access_key_id", "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key"}
    return {names[name]: value for name, value in KEYS.items() if name in names} | {"region_name": "us-east-1"}


@contextlib.contextmanager
def object_store():
    """Serve for the length of the block."""
    store = ObjectStore()
    try:
        yield store
    finally:
        store.stop()
