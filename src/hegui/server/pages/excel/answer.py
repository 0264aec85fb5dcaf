"""Excel files as downloads."""

from urllib.parse import quote

from django.http import HttpResponse

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def excel_answer(data: bytes, name: str) -> HttpResponse:
    """Return a file as a download; `name` is without its ending."""
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
