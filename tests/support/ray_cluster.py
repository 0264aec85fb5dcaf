"""A Ray cluster of two nodes on the loopback address, in a process of its own:
`python -m … FOLDER`.

Prints the address and the id of the second node; the line `kill` on standard input ends the
second node at once, `add` brings a new one, the end of the input ends all. The environment says
that Ray is for this machine alone: without it, Ray would listen on every address.
"""

import json
import os
import sys
from typing import Any

START_S = 240
"""Seconds for a node to start: a busy machine needs more than the 30 that Ray gives."""
NODE = {
    "num_cpus": 1,
    "node_ip_address": "127.0.0.1",
    "object_store_memory": 100 << 20,
    "include_log_monitor": False,
}


def main(folder: str) -> None:
    """Start the nodes and do what standard input says."""
    os.environ["RAY_TMPDIR"] = folder
    from ray.cluster_utils import Cluster

    head = {**NODE, "include_dashboard": False, "no_monitor": True, "wait": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    second = _second(cluster)
    for line in sys.stdin:
        if line == "kill\n":
            cluster.remove_node(second, allow_graceful=False)
            print("killed", flush=True)
        else:
            second = _second(cluster)
    cluster.shutdown()


def _second(cluster: Any) -> Any:
    node = cluster.add_node(**NODE, wait=False)
    cluster.wait_for_nodes(START_S)
    print(json.dumps({"address": cluster.address, "second": node.node_id}), flush=True)
    return node


if __name__ == "__main__":
    main(sys.argv[1])
