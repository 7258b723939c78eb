"""Whether each document of the corpus is lawful OpenAPI 3.0: openapi-spec-validator says so.

    valid.py FOLDER

Exit status: 0 all are, but for those that are listed with a reason; 1 some are not, one line each.
"""

import sys
from pathlib import Path

from openapi_spec_validator import OpenAPIV30SpecValidator

import document
import exceptions


def problem(path):
    """The first thing that is wrong with a document, or `None`."""
    try:
        found = document.Document(path).plain()
    except (ValueError, KeyError) as error:
        return str(error)
    if not str(found.get("openapi", "")).startswith("3.0."):
        return "it is no OpenAPI 3.0"
    return next((error.message for error in OpenAPIV30SpecValidator(found).iter_errors()), None)


def main():
    paths = [path for path in sorted(Path(sys.argv[1]).iterdir()) if path.suffix in (".yaml", ".yml", ".json")]
    wrong = 0
    for path in paths:
        found = problem(path)
        if (found is None) == (path.stem in exceptions.NOT_VALID):
            wrong += 1
            print(f"{path.name}: {found or 'it is valid, and is listed as if it were not'}")
    print(f"{len(paths)} documents: {len(paths) - len(exceptions.NOT_VALID) - wrong} valid,"
          f" {len(exceptions.NOT_VALID)} tolerated, {wrong} wrong")  # fmt: skip
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
