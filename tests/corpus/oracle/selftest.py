"""Whether the oracle notices: a driver without a client finds no difference, and with one thing broken it does.

    selftest.py FOLDER

Exit status: 0 all is noticed; 1 something is not, one line each.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fake

HERE = Path(__file__).parent


def oracle(folder, *broken, only=None):
    """Runs the oracle with the fake driver: exit status, and the number of differences."""
    driver = " ".join(f"'{part}'" for part in [sys.executable, HERE / "fake.py", folder, *broken])
    command = [sys.executable, HERE, "--driver", driver, *(["--only", only] if only else []), folder]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, (run.stdout + run.stderr).strip().splitlines() or ["nothing is said"]


def main():
    folder = sys.argv[1]
    status, lines = oracle(folder)
    print(lines[-1])
    wrong = [f"nothing is broken, and yet: {line}" for line in lines[:-1]] if status else []

    def one(name):
        return name, oracle(folder, "--break", name, only=fake.BREAKS[name][1])

    with ThreadPoolExecutor(2) as pool:
        for name, (status, lines) in pool.map(one, fake.BREAKS):
            if status != 1:
                wrong.append(f"{name} ({fake.BREAKS[name][0]}): exit status {status}, {lines[-1]}")
    for line in wrong:
        print(line)
    print(f"{len(fake.BREAKS)} ways to be wrong, {len(wrong)} problems")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
