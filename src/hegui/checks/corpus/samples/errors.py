"""What keeps a sample from being drawn or judged."""

from hegui.checks.corpus.errors import CorpusError
from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text
from hegui.engine.errors import NotRunError


class TooManyStrataError(CorpusError):
    """The fields that were chosen split the corpus into too many parts."""

    code = "corpus_strata"
    text = Text(
        "分层超过 {most} 个（“{strata}”的取值太多），请在 --strata 中去掉取值很多的字段，例如 source。",
        "There are more than {most} strata (“{strata}” have too many values); leave fields with many "
        "values, such as source, out of --strata.",
    )


class ScanMismatchError(CorpusError):
    """The scan whose findings are to be used did not look at this file as it is now."""

    code = "corpus_scan_mismatch"
    text = Text(
        "扫描结果“{scan}”不含分片“{shard}”现在的内容，请用同样的 PATH 重新运行 hegui corpus scan（--resume 只补缺的）。",
        "The scan “{scan}” has not seen the shard “{shard}” as it is now; run hegui corpus scan with the "
        "same PATH once more (--resume does only what is missing).",
    )


class ShardChangedError(CorpusError):
    """A drawn document is no longer where it was."""

    code = "corpus_shard_changed"
    text = Text(
        "分片“{shard}”在抽取期间变了，抽中的文档已不在原处，请重新抽取。",
        "The shard “{shard}” changed while it was drawn from: a drawn document is not there any more. "
        "Draw again.",
    )


class DrawShortError(HeguiError):
    """A stratum has too few of its items among those that were kept; all but impossible."""

    code = "corpus_draw_short"
    text = Text(
        "分层“{stratum}”保留的候选不足，请换一个 --seed 或减小 --n 后重新抽取。",
        "Too few candidates of stratum “{stratum}” were kept; draw again with another --seed or a "
        "smaller --n.",
    )


class NoScanError(WrongUseError):
    """A machine's share, or strata by finding, were asked for without a scan."""

    code = "corpus_no_scan"
    text = Text(
        "“{option}”需要一次扫描的结果，请加上 --findings 文件夹。",
        "“{option}” needs the results of a scan; add --findings with its folder.",
    )


class BlindScanError(WrongUseError):
    """A machine's share is asked for from a scan that did not look for terms."""

    code = "corpus_scan_without_terms"
    text = Text(
        "扫描“{scan}”没有查关键词（或没有写明），没有命中不能算合格；请带 --terms 重新扫描，再用 --share 抽取。",
        "The scan “{scan}” did not look for terms, or does not say so: that it found nothing passes no "
        "document. Scan with --terms, then draw with --share.",
    )


class SampleFileError(WrongUseError):
    """A file of a sample cannot be read."""

    code = "corpus_sample_file"
    text = Text(
        "“{path}”不能读作抽样文件：{why}。请指向 hegui corpus sample 的输出。",
        "“{path}” cannot be read as part of a sample: {why}. Name what hegui corpus sample wrote.",
    )


class StaleSampleError(NotRunError):
    """The corpus is not the one the sample was drawn from."""

    code = "corpus_sample_stale"
    text = Text(
        "抽样“{sample}”所对应的语料已变（{shard}），请重新抽取、重新审核。",
        "The corpus is no longer the one that sample “{sample}” was drawn from ({shard}); draw and "
        "review again.",
    )


class NoReviewError(NotRunError):
    """No reviewed file is declared for a sample."""

    code = "corpus_no_review"
    text = Text(
        "抽样“{sample}”没有声明审核结果，请在 targets.samples 的 reviewed 中写明文件。",
        "Sample “{sample}” declares no reviewed file; name it in reviewed under targets.samples.",
    )
