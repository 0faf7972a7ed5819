"""A server on this machine that speaks HTTPS, as a chat would, and counts what it is sent."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core import clock


@dataclass
class Chat:
    """What the server was sent, and how it answers."""

    certificate: Path
    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    seen: list[dict[str, Any]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Its name, as a setting allows it."""
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        """The address of a channel."""
        return f"https://{self.host}/hooks/T0/B1?key=very-secret"


@contextmanager
def chat_server(folder: Path) -> Iterator[Chat]:
    """Serve until the block ends."""
    chat, ended = Chat(_certificate(folder)), Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            chat.seen.append(json.loads(content))
            ended.wait(chat.pause)
            self.send_response(chat.status)
            for name, value in chat.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """Say nothing: who hangs up is part of a test."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chat.certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    chat.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield chat
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """Write a certificate for ``localhost``, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "chat.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
