"""`python -m connratio`."""

from connratio.cli.main import main

main()
