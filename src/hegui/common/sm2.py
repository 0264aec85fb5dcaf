"""SM2 signature verification (GB/T 32918.2-2016) on the curve sm2p256v1 (GB/T 32918.5-2017).

Verification handles public values only: it needs no nonce and no secret, so plain integers serve.
There is no signing here; docs/decisions says why.
"""

from hegui.common.sm3 import sm3

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
DEFAULT_ID = b"1234567812345678"
"""The signer's id that GM/T 0009-2012 prescribes where none is agreed."""
SM2_DER = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
"""SubjectPublicKeyInfo of an SM2 key up to the 64 bytes of its point (GM/T 0006-2012)."""

Point = tuple[int, int] | None
"""An affine point; None is the point at infinity."""


def is_point(raw: bytes) -> bool:
    """Tell whether 64 bytes are a point of the curve."""
    x, y = _point(raw)
    return x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def _point(raw: bytes) -> tuple[int, int]:
    return int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")


def verify_sm2(raw: bytes, signature: bytes, data: bytes, signer: bytes = DEFAULT_ID) -> bool:
    """Tell whether a DER signature over `data` holds for the public point `raw`."""
    pair = _parse(signature)
    if pair is None or len(raw) != 64 or not is_point(raw):
        return False
    return _verify(_point(raw), pair, message_digest(raw, data, signer))


def message_digest(raw: bytes, data: bytes, signer: bytes) -> int:
    """Return e: the SM3 of the signer's Z value and the message."""
    curve = b"".join(n.to_bytes(32, "big") for n in (A, B, *G))
    z = sm3((8 * len(signer)).to_bytes(2, "big") + signer + curve + raw)
    return int.from_bytes(sm3(z + data), "big")


def _verify(public: tuple[int, int], pair: tuple[int, int], e: int) -> bool:
    r, s = pair
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    point = _add(_times(s, G), _times(t, public))
    return point is not None and (e + point[0]) % N == r


def _add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if left == right:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _parse(der: bytes) -> tuple[int, int] | None:
    """Return (r, s) of a strict DER `SEQUENCE { INTEGER, INTEGER }`, or None."""
    if len(der) < 2 or der[0] != 0x30 or der[1] != len(der) - 2:
        return None
    first = _integer(der, 2)
    second = _integer(der, first[1]) if first else None
    if first is None or second is None or second[1] != len(der):
        return None
    return first[0], second[0]


def _integer(der: bytes, at: int) -> tuple[int, int] | None:
    """Return a positive INTEGER in its shortest form and where it ends, or None."""
    body = der[at + 2 : at + 2 + der[at + 1]] if len(der) > at + 2 and der[at] == 2 else b""
    if not body or len(body) != der[at + 1] or body[0] & 0x80:
        return None
    if body[0] == 0 and (len(body) == 1 or not body[1] & 0x80):
        return None
    return int.from_bytes(body, "big"), at + 2 + len(body)
