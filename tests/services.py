"""Servers on this machine for tests: an S3 API (moto), PostgreSQL where it is installed, MLflow on both."""

import configparser
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import boto3
import requests

from tests import asking, warm
from tests.ports import free_port

SECRETS = {  # none of them may be found in what a project writes
    "AWS_ACCESS_KEY_ID": "key-of-the-tests",
    "AWS_SECRET_ACCESS_KEY": "secret-of-the-tests",
    "MLFLOW_TRACKING_USERNAME": "user-of-the-tests",
    "MLFLOW_TRACKING_PASSWORD": "password-of-the-tests",
}
REGION = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
POSTGRES_PASSWORD = "password-of-the-database"  # noqa: S105 (of a server that lives as long as a test)
START_SECONDS = 120


def variables(**more: str) -> dict[str, str]:
    """Return a server's variables: this process's, without MLflow's, AWS's and coverage's, and `more`."""
    foreign = ("MLFLOW_", "AWS_", "COVERAGE_", "PYTHONPATH", "PYTHONWARNINGS")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    return {**kept, asking.TIED: "yes", **more}


@contextmanager
def running(command: list[str], address: str, log: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a server that answers at `address`; its words go to `log`."""
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words, cwd=log.parent)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(address):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait(60)


def answers(address: str) -> bool:
    """Say whether a server answers at all."""
    with suppress(requests.RequestException):
        return requests.get(address, timeout=5).status_code < 500
    return False


@contextmanager
def s3(folder: Path, *buckets: str) -> Iterator[str]:
    """Yield the address of an S3 API with these buckets, empty."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [warm.python(), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, address, folder / "s3.log", variables()):
        store = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",  # noqa: S106 (moto takes any)
        )
        for bucket in buckets:
            store.create_bucket(Bucket=bucket)
        store.close()
        yield address


def postgres_program(name: str) -> Path | None:
    """Return one of PostgreSQL's programs, Debian's places included; None where it is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (debian[-1] if debian else None)
    return Path(found) if found else None


def database_user() -> str | None:
    """Return whom PostgreSQL must run as, which refuses root; None for the present user."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database, with its password in it."""
    initdb, server = postgres_program("initdb"), postgres_program("postgres")
    assert initdb
    assert server
    user, port = database_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="lineup-postgres-") as folder:
        place, secret = Path(folder, "data"), Path(folder, "password")
        secret.write_text(POSTGRES_PASSWORD)
        if user:
            for path in (folder, secret):
                shutil.chown(path, user)
        make = [
            str(initdb),
            "-D",
            str(place),
            "-U",
            "mlflow",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "--no-sync",
        ]
        subprocess.run(make, user=user, cwd=folder, check=True, capture_output=True)
        command = [str(server), "-D", str(place), "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
        process = subprocess.Popen(command, user=user, cwd=folder, stderr=subprocess.DEVNULL)
        try:
            wait_for_database(port)
            yield f"postgresql://mlflow:{POSTGRES_PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(60)


def wait_for_database(port: int) -> None:
    """Return once PostgreSQL lets its user in."""
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(
                f"host=127.0.0.1 port={port} user=mlflow password={POSTGRES_PASSWORD} dbname=postgres"
            ).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


@contextmanager
def mlflow(folder: Path, database: str, *places: str, **environment: str) -> Iterator[str]:
    """Yield the address of an MLflow server that asks for SECRETS' name and password.

    places: the options that say where artifacts go; environment: what the server may know.
    """
    settings = configparser.ConfigParser()
    settings["mlflow"] = {
        "default_permission": "READ",
        "database_uri": f"sqlite:///{folder / 'users.db'}",
        "admin_username": SECRETS["MLFLOW_TRACKING_USERNAME"],
        "admin_password": SECRETS["MLFLOW_TRACKING_PASSWORD"],
        "auth_cache_ttl_seconds": "600",  # a password is slow to check, by design
        "authorization_function": "mlflow.server.auth:authenticate_request_basic_auth",
    }
    with (folder / "users.ini").open("w") as file:
        settings.write(file)
    port = free_port()
    command = [warm.python(), "-m", "mlflow", "server", "--app-name", "basic-auth", "--workers", "1"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--backend-store-uri", database, *places]
    known = {
        "MLFLOW_AUTH_CONFIG_PATH": str(folder / "users.ini"),
        "MLFLOW_FLASK_SERVER_SECRET_KEY": "of no use to anybody",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/health", folder / "mlflow.log", variables(**known, **environment)):
        yield address
