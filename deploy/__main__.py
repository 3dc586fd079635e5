"""`patrol …`, which is `python -m deploy …`. Ctrl-C ends it without a traceback, while it still loads as well."""

import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from deploy import cli  # noqa: PLC0415 - see above

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
