"""Entry point of `hegui` and `python -m hegui`."""

import os
import sys


def main() -> None:
    """Run the command line; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from hegui import __version__

        print(f"hegui {__version__}")
        return
    try:
        start()
    except KeyboardInterrupt:  # while starting or ending; in between, commands answer themselves
        os.write(2, "已停止。 Stopped.\n".encode())
        os._exit(3)


def start() -> None:
    """Run the command line on steady streams, in the language that `--lang` asks for."""
    from hegui.cli.interrupts import end_in_peace, keep_interrupts

    keep_interrupts()
    try:
        from hegui.cli.ending import speak
        from hegui.cli.streams import steady_streams

        speak(sys.argv[1:])
        steady_streams(as_json="--json" in sys.argv[1:])
        from hegui.cli.main import run

        run()
    finally:
        end_in_peace()


if __name__ == "__main__":
    main()
