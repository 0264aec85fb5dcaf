"""A time stamp authority on loopback: `openssl ts` behind a small HTTP server."""

import http.server
import subprocess
import threading
from pathlib import Path
from typing import Any

CONFIG = """
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[stamp]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(folder: Path, *words: str, data: bytes | None = None) -> bytes:
    """Run openssl in a folder."""
    done = subprocess.run(
        ["openssl", *words], cwd=folder, input=data, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return done.stdout


class Authority:
    """An authority with its own root; `answer` may be replaced to let it misbehave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        self._certify()
        self.forged: bytes | None = None
        self.status = 200
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server.server_port}/tsa"

    @property
    def certificate(self) -> Path:
        """Return the file of its root certificate."""
        return self.folder / "ca.pem"

    def _certify(self) -> None:
        new = ["req", "-config", "tsa.cnf", "-newkey", "rsa:2048", "-nodes"]
        openssl(
            self.folder, *new, "-x509", "-extensions", "ca", "-subj", "/CN=Test root", "-days",
            "2", "-keyout", "ca.key", "-out", "ca.pem",
        )  # fmt: skip
        openssl(self.folder, *new, "-subj", "/CN=Test TSA", "-keyout", "tsa.key", "-out", "r.csr")
        openssl(
            self.folder, "x509", "-req", "-in", "r.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-set_serial", "7", "-days", "2", "-extfile", "tsa.cnf", "-extensions", "stamp",
            "-out", "tsa.pem",
        )  # fmt: skip

    def stamp(self, query: bytes) -> bytes:
        """Answer a query."""
        (self.folder / "query").write_bytes(query)
        return openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query")

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.stamp(query) if authority.forged is None else authority.forged
                self.send_response(authority.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
