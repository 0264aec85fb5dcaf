"""Entry point of `hegui` and `python -m hegui`."""

import sys


def main() -> None:
    """Run the command line; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from hegui import __version__

        print(f"hegui {__version__}")
        return
    from hegui.cli.main import run

    run()


if __name__ == "__main__":
    main()
