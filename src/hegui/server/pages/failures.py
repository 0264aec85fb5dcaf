"""The pages of failures that Django itself notices."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import get_template

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
    """Answer a defect of ours; the log has the details.

    The page stands alone: what broke the page that was asked for must not break this one.
    """
    message = say(
        "服务器出错了，什么都没有保存。请重试；若再出现，请把时间告诉管理员查看日志。",
        "The server failed and saved nothing. Try again; if it happens again, tell the administrator "
        "the time, so that the log can be read.",
    )
    shown = {
        "message": message,
        "title": say("服务器出错了", "The server failed"),
        "back": say("回到首页", "Back to the start"),
        "lang": "en" if language() == "en" else "zh-CN",
    }
    return HttpResponseServerError(get_template("pages/server_error.html").render(shown))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be meant."""
    message = say("请求不合要求，未处理。", "The request cannot be understood and was not handled.")
    return error_page(request, 400, message, "bad_request")
