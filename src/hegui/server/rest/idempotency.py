"""Writing once: a request sent again with the same `Idempotency-Key` is answered, not done.

The key is claimed in the transaction of what the request does: both are kept or neither. A second
request with the key waits for the first and gets its answer, if who asks still has every right
that the first needed. Only successes are kept, for a day;
a refused request leaves nothing, so it may be mended and sent again with the same key.

What takes long and writes no record, such as looking at an upload, is done before the transaction
by the function that a route names with `ahead`; nobody else waits for it then.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.core.models import ApiToken, Submission
from hegui.server.core.viewer import rights_noted
from hegui.server.rest.access import viewer_in, who_asks
from hegui.server.rest.sealed import seal, unseal

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
LARGEST = 1024 * 1024
PURPOSE = "idempotency"
Run = Callable[..., HttpResponseBase]
F = TypeVar("F", bound=Callable[..., Any])


class KeyReusedError(WrongUseError):
    """The key was used for another request."""

    code = "idempotency_key_reused"
    http_status = 409
    text = Text(
        "这个 Idempotency-Key 已用于另一个请求；请为新的请求换一个键。",
        "This Idempotency-Key was used for another request; take a new key for a new request.",
    )


class KeyWrongError(WrongUseError):
    """The key cannot be used."""

    code = "idempotency_key"
    http_status = 400
    text = Text(
        "Idempotency-Key 须为 1 到 200 个可见的 ASCII 字符。",
        "Idempotency-Key must be 1 to 200 visible ASCII characters.",
    )


def once_per_key(run: Run) -> Run:
    """Wrap the run of an operation."""
    operation: Operation = run.operation  # type: ignore[attr-defined]

    @wraps(run)
    def done(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None or request.method not in WRITES:
            return run(request, **kwargs)
        try:
            who = who_asks(request)
            if who is None:
                return run(request, **kwargs)
            return _once(request, key, who, operation, kwargs, run)
        except Exception as error:  # noqa: BLE001 - the API's own handlers answer it
            return operation.api.on_exception(request, error)

    return done


def ahead(work: Callable[..., object]) -> Callable[[F], F]:
    """Name what a route does before its transaction; called with the request and its address.

    It checks the caller's rights itself, raises as the route would, and is not called again when
    the key was used before.
    """

    def named(view: F) -> F:
        view.hegui_ahead = work  # type: ignore[attr-defined]
        return view

    return named


def _once(
    request: HttpRequest,
    key: str,
    who: Any,
    operation: Operation,
    address: dict[str, Any],
    run: Run,
) -> HttpResponseBase:
    if not KEY.fullmatch(key):
        raise KeyWrongError
    user = who.user if isinstance(who, ApiToken) else who
    name = "api:" + hashlib.sha256(f"{who.pk}:{key}".encode()).hexdigest()
    digest = request_digest(request)
    work = getattr(operation.view_func, "hegui_ahead", None)
    if work is not None and not Submission.objects.filter(user=user, key=name).exists():
        request.auth = who  # type: ignore[attr-defined]
        work(request, **address)
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken = Submission.objects.create(user=user, key=name, request=digest)
        except IntegrityError:
            row = Submission.objects.get(user=user, key=name)
            return _again(request, row, digest, who, address)
        with rights_noted() as rights:
            answer = run(request, **address)
        if answer.status_code >= 400:
            transaction.set_rollback(True)
        else:
            taken.status = answer.status_code
            taken.answer = {"sealed": _sealed(answer), "rights": rights}
            taken.save(update_fields=["status", "answer"])
        return answer


def _sealed(answer: HttpResponseBase) -> str:
    """Return an answer for keeping: encrypted, since it may hold a secret shown once."""
    body = b"" if answer.streaming else getattr(answer, "content", b"")
    kept = {"type": answer.headers.get("Content-Type", ""), "body": body.decode("utf-8", "replace")}
    return seal(json.dumps(kept if len(body) <= LARGEST else {**kept, "body": ""}), PURPOSE)


def _again(
    request: HttpRequest, row: Submission, digest: str, who: Any, address: dict[str, Any]
) -> HttpResponse:
    """Answer as before, to somebody who still has every right that was asked then."""
    if row.request != digest:
        raise KeyReusedError
    found = row.answer or {}
    if "org" in address:
        request.auth = who  # type: ignore[attr-defined]
        viewer_in(request, address["org"]).require_again(map(tuple, found.get("rights", ())))
    kept = json.loads(unseal(found["sealed"], PURPOSE))
    answer = HttpResponse(kept["body"], status=row.status, content_type=kept["type"] or None)
    answer[REPLAYED] = "true"
    return answer


def request_digest(request: HttpRequest) -> str:
    """Return the digest of what is asked: method, address and body; of forms each part."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for part in _parts(request):
            found.update(len(part).to_bytes(8, "big") + part)
    else:
        found.update(request.body)
    return found.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        for value in values:
            yield f"{name}={value}".encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            assert not isinstance(file, list)
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            yield f"{name}={file.name}={digest.hexdigest()}".encode()
