"""What keeps work on a corpus from starting."""

from hegui.checks.corpus.errors import CorpusError
from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class OutputExistsError(WrongUseError):
    """The output folder holds an earlier run."""

    code = "corpus_output_exists"
    text = Text(
        "“{path}”中已有一次运行；用 --resume 接着做，或换一个 --out。",
        "“{path}” holds a run already; continue it with --resume, or choose another --out.",
    )


class OutputOfOtherError(WrongUseError):
    """The output folder holds what another command wrote."""

    code = "corpus_output_of_other"
    text = Text(
        "“{path}”是 hegui corpus {command} 的输出文件夹，不能作 hegui corpus {asked} 的输出；"
        "请换一个 --out。",
        "“{path}” holds the output of hegui corpus {command}, not of hegui corpus {asked}; choose "
        "another --out.",
    )


class ShardNameError(WrongUseError):
    """Two shards have one name."""

    code = "corpus_shard_name"
    text = Text(
        "分片“{name}”出现了两次，请只写一次。", "The shard “{name}” is named twice; name it once."
    )


class NoShardsError(WrongUseError):
    """A path names no file that can be read as a corpus."""

    code = "corpus_no_shards"
    text = Text(
        "“{path}”没有可读取的语料文件；支持 {formats}。",
        "“{path}” names no corpus file; formats: {formats}.",
    )


class NoSuchPathError(NoShardsError):
    """A path does not exist."""

    code = "corpus_no_path"
    text = Text("“{path}”不存在，请检查路径。", "“{path}” does not exist; check the path.")


class OnlyOutputError(WrongUseError):
    """A path holds nothing but the output of an earlier run."""

    code = "corpus_only_output"
    text = Text(
        "“{path}”中只有一次运行的输出（“{folder}”），输出不当作语料；请给出语料本身的文件夹，"
        "或逐个写明要读的文件。",
        "“{path}” holds only the output of a run (“{folder}”), which is no corpus; give the folder of "
        "the corpus, or name each file that is to be read.",
    )


class OutputIsCorpusError(WrongUseError):
    """The output folder is the folder that is to be read."""

    code = "corpus_output_is_corpus"
    text = Text(
        "--out “{path}”就是要读的文件夹，输出会混入语料；请换一个 --out。",
        "--out “{path}” is the folder that is to be read, so that output and corpus would be mixed; "
        "choose another --out.",
    )


class OutputBusyError(WrongUseError):
    """Another run is writing into the output folder."""

    code = "corpus_output_busy"
    text = Text(
        "另一次运行正在写“{path}”；等它结束，或换一个 --out。",
        "Another run is writing into “{path}”; wait for it to end, or choose another --out.",
    )


class ShardLostError(CorpusError):
    """The worker of a shard died each time the shard was tried."""

    code = "corpus_shard_lost"
    text = Text(
        "处理分片“{shard}”的工作进程退出了 {times} 次（常见原因是内存不足）；"
        "请拆分该文件或减少 --jobs，再用 --resume 接着做。",
        "The worker of shard “{shard}” died {times} times (often for lack of memory); split the "
        "file or lower --jobs, then go on with --resume.",
    )


class ClusterError(HeguiError):
    """Root of the errors of clusters: no work was begun."""

    code = "corpus_cluster"


class ClusterUnreachableError(ClusterError):
    """There is no cluster at an address."""

    code = "corpus_cluster_unreachable"
    text = Text(
        "连不上 Ray 集群“{address}”（{why}）；请检查 --address，确认各节点的 Python 与 ray 版本相同；"
        "集群要令牌时，设 RAY_AUTH_MODE=token 并放好它的令牌。",
        "The Ray cluster “{address}” cannot be reached ({why}); check --address, and that all "
        "nodes have the same versions of Python and ray. Where the cluster wants a token, set "
        "RAY_AUTH_MODE=token and have its token here.",
    )


class NodesNotStartedError(ClusterError):
    """Ray could not be started on this machine."""

    code = "corpus_nodes_not_started"
    text = Text(
        "无法在本机启动 Ray（{why}）；请在机器较空闲时再试，或改用 --engine local。",
        "Ray could not be started on this machine ({why}); try again when it is less busy, or use "
        "--engine local.",
    )


class NodesNotAloneError(ClusterError):
    """Nodes started here would be open to the network: Ray was loaded before it could be told."""

    code = "corpus_nodes_not_alone"
    text = Text(
        "本机启动的 Ray 会监听 {address}，网络上的任何人都能连接；请在加载 ray 之前设置环境变量 "
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0，或用 --address 指定集群。",
        "Ray started here would listen on {address}, open to everybody on the network; set "
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0 before ray is loaded, or name a cluster by --address.",
    )


class FolderNotSharedError(ClusterError):
    """A node does not see the output folder."""

    code = "corpus_folder_not_shared"
    text = Text(
        "节点“{node}”看不到输出文件夹“{path}”的内容；请把 --out 放在所有节点以同一路径挂载的共享文件系统上。",
        "Node “{node}” does not see what is in the output folder “{path}”; put --out on a shared "
        "file system that every node mounts under the same path.",
    )


class NodeVersionError(ClusterError):
    """A node has another version of the tool."""

    code = "corpus_node_version"
    text = Text(
        "节点“{node}”上的 hegui 是 {version}，这里是 {here}；请在所有节点安装同一版本。",
        "Node “{node}” has hegui {version}, this one {here}; install the same version everywhere.",
    )
