"""`python -m deploy …` is `patrol …`."""

from deploy.cli import main

main()
