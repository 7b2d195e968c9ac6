"""Writes docs/coverage.md: `python -m script.coverage`; --check only reports whether it is up to date."""

from argparse import ArgumentParser
import sys

from .document import DOCUMENT, document

parser = ArgumentParser(prog="python -m script.coverage", description="Writes docs/coverage.md.")
parser.add_argument("--check", action="store_true", help="only check whether the document is up to date")
wanted = document()
if not parser.parse_args().check:
    DOCUMENT.write_text(wanted, "utf-8")
elif DOCUMENT.read_text("utf-8") != wanted:
    sys.exit("docs/coverage.md is out of date: run python -m script.coverage")
