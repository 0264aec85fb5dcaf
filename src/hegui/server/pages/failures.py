"""The pages of failures that Django itself notices."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template

from hegui.server.core.database import RETRY_S, DatabaseAwayError, is_away
from hegui.server.pages.language import language, say
from hegui.server.pages.middleware import error_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: mostly a session that ended."""
    message = say(
        "会话已过期或页面太旧，什么都没有保存。请返回上一页刷新后重试，你填的内容会保留。",
        "The session ended or the page is too old; nothing was saved. Go back, reload and try again: "
        "what you typed is kept.",
    )
    return error_page(request, 403, message, "csrf")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    message = say("没有这个页面，请检查地址。", "There is no such page. Check the address.")
    return error_page(request, 404, message, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a defect of ours (the log has the details), or a database that is away.

    The page stands alone: what broke the page that was asked for must not break this one.
    """
    if is_away(sys.exc_info()[1]):
        return database_away(request)
    message = say(
        "服务器出错了，什么都没有保存。请重试；若再出现，请把时间告诉管理员查看日志。",
        "The server failed and saved nothing. Try again; if it happens again, tell the administrator "
        "the time, so that the log can be read.",
    )
    return lone_page(500, say("服务器出错了", "The server failed"), message)


def database_away(request: HttpRequest) -> HttpResponse:
    """Say that the database does not answer; a page that was only read offers to ask again."""
    error = DatabaseAwayError()
    if request.path_info.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"data": {}, **error.as_dict(language())}, status=503)
    else:
        title = say("数据库暂时没有应答", "The database does not answer")
        again = request.method == "GET"
        answer = lone_page(503, title, error.message(language()), again=again)
    answer["Retry-After"] = str(RETRY_S)
    answer["Cache-Control"] = "no-store"
    return answer


def lone_page(status: int, title: str, message: str, *, again: bool = False) -> HttpResponse:
    """Return a page that needs neither database nor session; with `again` it offers a link to itself.

    It does not reload by itself: that takes the page from who is still reading it (WCAG 2.2.1).
    """
    shown = {
        "message": message,
        "title": title,
        "again": again,
        "kept": not again and status == 503,
        "back": say("回到首页", "Back to the home page"),
        "lang": "en" if language() == "en" else "zh-CN",
    }
    page = get_template("pages/server_error.html").render(shown)
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be meant."""
    message = say("请求不合要求，未处理。", "The request is not valid and was not handled.")
    return error_page(request, 400, message, "bad_request")
