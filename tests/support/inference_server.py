"""Serves a GGUF file over the OpenAI-compatible protocol, in a process of its own."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

READY_S = 60.0


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


class InferenceServer:
    """A real inference server (llama.cpp by the package xllamacpp); use as `with`."""

    def __init__(self, model: Path, log: Path) -> None:
        self.model = model
        self.port = free_port()
        self._log = log
        self._out: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> "InferenceServer":
        command = [sys.executable, __file__, str(self.model), str(self.port)]
        self._out = self._log.open("wb")
        self._process = subprocess.Popen(command, stdout=self._out, stderr=subprocess.STDOUT)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._out is not None:
            self._out.close()

    def _wait(self) -> None:
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError("the server did not start:\n" + self._log.read_text("utf-8", "replace"))


def serve(model: str, port: int) -> None:
    """Serve until killed."""
    import xllamacpp  # type: ignore[import-untyped]

    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_ctx = 2048
    parameters.n_parallel = 2
    parameters.warmup = False
    parameters.cpuparams.n_threads = 1
    server = xllamacpp.Server(parameters)
    print("listening on", server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
