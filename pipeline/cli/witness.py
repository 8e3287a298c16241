"""``./adriel witness``: a process that confirms checkpoints of logs that others run."""

import argparse
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from models.vocabulary.errors import SubmissionError
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.signing import FileSigner
from pipeline.cli.codes import EXAMINED
from pipeline.transparency.notes import Kind, NoteKey
from pipeline.transparency.proof import LogTrust
from pipeline.transparency.witness import MAX_REQUEST, Reply, Witness

DESCRIPTION = """\
Confirms checkpoints of logs that others run: remembers the last state of each log, and signs a new one only where it
is proven that the old one is its beginning. Whoever asks for this witness's word cannot be shown another log than
everybody else. Run it on another machine, under somebody else's hand, than the log.

Speaks C2SP tlog-witness: POST /add-checkpoint. Puts its verifier key, which others are to be given, on the first line.
"""

EPILOG = """\
example:
  openssl genpkey -algorithm ed25519 -out witness.pem
  ./adriel witness --name witness.example/1 --key witness.pem --log "$LOG_KEY" --state witness-state --port 7400

Listens on this machine alone; put a web server with a certificate before it to be asked from elsewhere.
"""

_SECONDS = 10.0
"""That a connection may keep silent."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel witness",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--name", required=True, help="of the witness; by custom an address without its scheme")
    parser.add_argument("--key", required=True, type=Path, metavar="FILE", help="its Ed25519 key, PEM")
    parser.add_argument(
        "--log", required=True, action="append", metavar="VKEY", help="a log's verifier key; repeatable"
    )
    parser.add_argument("--state", required=True, type=Path, metavar="DIR", help="where it remembers; never delete it")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1 (a free one)")
    return parser


def main(words: Sequence[str]) -> int:
    """Serve until stopped; return the exit code."""
    options = _parser().parse_args(words)
    signer = FileSigner(options.key, setting="--key")
    key = _named(options.name, signer.public)
    logs = [_log(vkey) for vkey in options.log]
    witness = Witness(LocalFiles(options.state), key, signer, logs=logs, clock=lambda: int(time.time()))
    with ThreadingHTTPServer(("127.0.0.1", options.port), _handler(witness)) as server:
        print(key.vkey)
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
    return EXAMINED


def _named(name: str, public: bytes) -> NoteKey:
    try:
        return NoteKey(name=name, kind=Kind.COSIGNATURE, public=public)
    except ValueError:
        raise SubmissionError("witness:name", f"--name {name!r}: has neither spaces nor +") from None


def _log(vkey: str) -> LogTrust:
    try:
        key = NoteKey.from_vkey(vkey)
    except ValueError as fault:
        raise SubmissionError("witness:log", f"--log {vkey!r}: {fault}") from None
    return LogTrust(origin=key.name, keys=(key,))


def _handler(witness: Witness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint":
                self._answer(Reply(404, b"there is /add-checkpoint alone\n"))
            elif not length.isdecimal() or int(length) > MAX_REQUEST:
                self.close_connection = True
                self._answer(Reply(413, b"the request is too long, or does not say how long it is\n"))
            else:
                self._answer(witness.add_checkpoint(self.rfile.read(int(length))))

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing: who asks is nobody's business."""

    return Handler
