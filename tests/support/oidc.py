"""A small OpenID Connect provider on loopback: discovery, keys, authorize, token, user info.

It signs with RS256, checks the client's secret and PKCE, and lets each test say who signs on.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hegui", "only-for-tests"


class Provider:
    """The provider: `claims` are those of whoever signs on next."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.url = ""

    def discovery(self) -> dict[str, Any]:
        """Return the configuration."""
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        ends = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in paths.items()}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **ends}

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        text = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())
        return {"keys": [{**json.loads(text), "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code, once, for tokens."""
        before = self.codes.pop(asked.get("code", ""), None)
        if before is None or asked.get("client_secret") != SECRET:
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != before["code_challenge"]:
            return None
        access, now = secrets.token_urlsafe(16), int(time.time())
        self.tokens[access] = dict(self.claims)
        about = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        signed = jwt.encode({**self.claims, **about}, self.key, "RS256", headers={"kid": "one"})
        return {"access_token": access, "token_type": "Bearer", "id_token": signed}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """Return the handler of the provider's requests."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Stay silent."""

        def answer(self, body: Any, status: int = 200) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {key: value[0] for key, value in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self.answer(provider.discovery())
            elif parts.path == "/keys":
                self.answer(provider.keys())
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            else:
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                claims = provider.tokens.get(bearer)
                self.answer(claims or {}, 200 if claims else 401)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            sent = parse_qs(self.rfile.read(length).decode())
            found = provider.token({key: value[0] for key, value in sent.items()})
            self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run a provider on a free port of loopback."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
