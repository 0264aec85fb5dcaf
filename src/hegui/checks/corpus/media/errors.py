"""What keeps a run over media from starting, and what fails a file."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class NoMediaError(WrongUseError):
    """There is no media file at a path."""

    code = "corpus_no_media"
    text = Text(
        "“{path}”里没有图像、音频或视频文件，请检查路径。",
        "“{path}” holds no image, audio or video file; check the path.",
    )


class MediaFileError(HeguiError):
    """A media file cannot be read; all others are."""

    code = "corpus_media_unreadable"
    text = Text(
        "媒体文件“{path}”读不了：{zh}；请核对或重新导出，再用 --resume 接着做。",
        "The media file “{path}” cannot be read: {en}; look at it or export it again, then go on with "
        "--resume.",
    )
