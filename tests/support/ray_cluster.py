"""A Ray cluster of two nodes on this machine, in a process of its own: `python -m … FOLDER`.

Prints the address; the line `kill` on standard input ends the second node at once, the end of
the input ends both. Ray sends nothing and shows no dashboard.
"""

import json
import os
import sys


def main(folder: str) -> None:
    """Start the nodes and do what standard input says."""
    patience = {"RAY_agent_register_timeout_ms": "300000"}  # for machines that are busy
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": folder, **patience}
    from ray.cluster_utils import Cluster

    node = {
        "num_cpus": 1,
        "node_ip_address": "127.0.0.1",
        "object_store_memory": 100 << 20,
        "include_log_monitor": False,
    }
    head = {**node, "include_dashboard": False, "no_monitor": True}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    second = cluster.add_node(**node)
    cluster.wait_for_nodes()
    print(json.dumps({"address": cluster.address, "second": second.node_id}), flush=True)
    for line in sys.stdin:
        if line.strip() == "kill":
            cluster.remove_node(second, allow_graceful=False)
            print("killed", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
