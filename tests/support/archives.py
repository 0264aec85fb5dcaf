"""Web archives for tests, made byte by byte."""


def warc_record(
    kind: str,
    content: bytes,
    content_type: str = "",
    uri: str = "http://example.cn/",
    number: int = 1,
) -> bytes:
    """Return a record of an archive."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:test:{number}>",
        f"WARC-Target-URI: {uri}",
        "WARC-Date: 2025-01-02T03:04:05Z",
        f"Content-Type: {content_type or 'application/http;msgtype=response'}",
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def http_response(body: bytes, content_type: str, *headers: str) -> bytes:
    """Return an answer of a web server."""
    head = ["HTTP/1.1 200 OK", f"Content-Type: {content_type}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
