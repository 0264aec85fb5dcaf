"""A mail server for tests: takes what is sent on a free port of loopback and keeps it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


class _Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[EmailMessage] = []
        self.refuse = False


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Speak SMTP as far as a client needs."""
        box = cast(_Mailbox, self.server)
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                box.letters.append(self._letter())
                self._say("250 kept")
            elif word == b"MAIL" and box.refuse:
                self._say("451 not now")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class Mailbox:
    """What arrived; `refuse` makes the server turn letters away."""

    def __init__(self, server: _Mailbox) -> None:
        self._server = server
        self.port: int = server.server_address[1]
        self.letters = server.letters

    def refuse(self, yes: bool) -> None:
        """Turn letters away, or take them again."""
        self._server.refuse = yes


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run the server inside the block."""
    with _Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Mailbox(server)
        finally:
            server.shutdown()
            thread.join()
