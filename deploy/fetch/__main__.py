"""`python -m deploy.fetch [NAME…]`: fetch these assets (all without a name) and print where they are."""

import sys

from deploy.fetch import fetch
from deploy.fetch.assets import read_assets
from streams.schema.errors import PatrolError


def main(names: list[str]) -> int:
    """The exit code: 0 all there, 2 no such asset, 3 one could not be had."""
    try:
        for name in names or read_assets():
            print(fetch(name))  # noqa: T201 - paths are this command's output
    except PatrolError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
