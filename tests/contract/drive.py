"""Starts the sandbox, lets schemathesis loose on it with each document, and says how it went.

Called by `run`, with the program of the sandbox, the number of examples and the seed.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from base64 import b64encode
from collections import Counter
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
SPECS = HERE.parents[1] / "specs"
DOCUMENTS = ["customers/2.0.1.yaml", "bs2-onboarding/1.yaml", "attach/1.yaml"]


def main():
    program, examples, seed = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        folder = Path(folder)
        # No limits, and tokens that outlive the run: what these come to has tests of its own.
        flags = ["--json", "--port", "0", "--tls", "--certificates", folder / "certificates"]
        flags += ["--seed", seed, "--without-limits", "--token-lifetime", "86400"]
        sandbox = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True)
        try:
            line = sandbox.stdout.readline()
            if not line:
                stop("the sandbox does not start")
            environment = prepare(json.loads(line), folder)
            ends = {
                document: run(document, folder, environment, examples, seed) for document in DOCUMENTS
            }
        finally:
            sandbox.terminate()
            try:
                status = sandbox.wait(30)
            except subprocess.TimeoutExpired:
                sandbox.kill()
                status = sandbox.wait()
        failed = report(folder, ends)
        if status != 0:
            print(f"the sandbox ended with {status}")
        sys.exit(1 if failed or status else 0)


def stop(reason):
    print(f"contract test: {reason}", file=sys.stderr)
    sys.exit(2)


def prepare(scene, folder):
    """Tokens and customers, and where schemathesis finds them."""
    trust = ssl.create_default_context(cafile=scene["certificates"]["authority"])
    # No proxy leads to a sandbox.
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )

    def call(url, body, **headers):
        with direct.open(urllib.request.Request(url, body.encode(), headers)) as answer:
            return json.load(answer)

    def token(url, client_id, client_secret, **form):
        basic = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        form = urllib.parse.urlencode(form)
        return call(url, form, Authorization=f"Basic {basic}")["access_token"]

    bank, bs2, base39 = scene["open_finance"], scene["bs2"], scene["base39"]

    def consent(holder):
        refresh = {"grant_type": "refresh_token", "refresh_token": bank[holder]["refresh_token"]}
        return token(bank["token_url"], bank["client_id"], bank["client_secret"], **refresh)

    login = {"grant_type": "password", "scope": "onboarding-pj"}
    login |= {"username": bs2["username"], "password": bs2["password"]}
    headers = {
        "Authorization": "Bearer "
        + token(bs2["token_url"], bs2["client_id"], bs2["client_secret"], **login),
        "Content-Type": "application/json",
    }
    applicant = json.dumps(bs2["applicant"])
    customers = [
        call(bs2["url"] + bs2[path], applicant, **headers)["clienteId"]
        for path in ("pre_registration_path", "registration_path")
    ]

    shutil.copy(HERE / "schemathesis.toml", folder)
    shutil.copy(HERE / "hooks.py", folder)
    for name, words in {
        "customers-of-bs2": customers,
        "customers-of-base39": [base39["customer_id"]],
        "files-of-base39": [base39["file_id"]],
    }.items():
        (folder / f"{name}.txt").write_text("".join(json.dumps(word) + "\n" for word in words))

    return os.environ | {
        "NO_PROXY": "sandbox.test",
        "SANDBOX_PORT": scene["origin"].rpartition(":")[2],
        "AUTHORITY": scene["certificates"]["authority"],
        "PERSON": consent("person"),
        "COMPANY": consent("company"),
        "BS2_CLIENT_ID": bs2["client_id"],
        "BS2_CLIENT_SECRET": bs2["client_secret"],
        "BS2_USERNAME": bs2["username"],
        "BS2_PASSWORD": bs2["password"],
        "BASE39_API_KEY": base39["api_key"],
    }


def run(document, folder, environment, examples, seed):
    """One document. 0: no failures; 1: failures or errors, which were printed; else it could not be run to its end."""
    print(f"\n== {document}", flush=True)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml"]
    command += ["--no-color", "run", SPECS / document, "--max-examples", examples, "--seed", seed]
    command += ["--generation-database", "none"]
    command += ["--report", "ndjson", "--report-ndjson-path", f"{name(document)}.ndjson"]
    environment = environment | {"SET_ASIDE": str(folder / f"{name(document)}.set-aside")}
    return subprocess.run(command, cwd=folder, env=environment).returncode


def name(document):
    return document.partition("/")[0]


class Tally:
    """What came of one operation."""

    def __init__(self):
        self.cases = 0
        self.failures = 0
        self.statuses = Counter()


def tallies(document, folder):
    """By operation, from the report of schemathesis."""
    paths = yaml.safe_load((SPECS / document).read_text(encoding="utf-8-sig"))["paths"]
    ids = {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "operationId" in operation
    }
    found = {id: Tally() for id in ids.values()}
    with open(folder / f"{name(document)}.ndjson") as lines:
        events = (json.loads(line) for line in lines)
        scenarios = [event["ScenarioFinished"] for event in events if "ScenarioFinished" in event]
    for scenario in scenarios:
        recorder = scenario["recorder"]
        # A phase that has nothing to do, such as that of the examples where there are none, has no cases.
        for case, told in recorder.get("cases", {}).items():
            value = told["value"]
            # A case with another method is one of the operation that it was made for.
            label = f"{value['method']} {value['path']}"
            tally = found[ids.get(label) or ids.get(recorder["label"]) or id_of_path(ids, value["path"])]
            tally.cases += 1
            checks = recorder["checks"].get(case, [])
            tally.failures += sum(check["status"] == "failure" for check in checks)
            interaction = recorder["interactions"].get(case, {})
            if interaction.get("response"):
                tally.statuses[interaction["response"]["status_code"]] += 1
    return found


def id_of_path(ids, path):
    return next(id for label, id in ids.items() if label.partition(" ")[2] == path)


def report(folder, ends):
    """A line per operation, one per reason to set failures aside, and one for all. Whether there is a failure."""
    print()
    operations = cases = failures = 0
    for document, end in ends.items():
        if end not in (0, 1):
            print(f"{document}: schemathesis could not be run to its end ({end})")
            failures += 1
            continue
        failed = 0
        for id, tally in tallies(document, folder).items():
            statuses = ", ".join(f"{tally.statuses[status]}x {status}" for status in sorted(tally.statuses))
            print(f"{id}: {tally.cases} test cases, {tally.failures} failures ({statuses})")
            failed += tally.failures
            if not any(200 <= status < 300 for status in tally.statuses):
                # What is always refused shows nothing.
                print(f"{id}: no test case was answered with success")
                failed += 1
            operations, cases = operations + 1, cases + tally.cases
        if end == 1 and not failed:
            print(f"{document}: errors, see above")
            failed = 1
        failures += failed
    for document in ends:
        for reason, times in set_aside(folder / f"{name(document)}.set-aside").items():
            print(f"set aside: {times}x {reason}")
    print(f"{operations} operations, {cases} test cases, {failures} failures")
    return failures > 0


def set_aside(file):
    """The reasons that hooks.py has noted, with how often."""
    return Counter(file.read_text().splitlines() if file.exists() else [])


if __name__ == "__main__":
    main()
