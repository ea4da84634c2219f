"""What goes wrong on MLflow's side, in words in which no password stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from lineup.errors import LineupError

# Whose errors are MLflow's side.
OTHERS = ("boto3", "botocore", "mlflow", "requests", "sqlalchemy", "urllib3")
EXTRA = ("boto3", "psycopg")  # what pyproject.toml's extra `remote` brings


def shown(tracking: str) -> str:
    """Return an address as it may be printed: without the user and password that it may hold."""
    parts = urlsplit(tracking)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if parts.netloc else tracking


def reason(error: Exception, tracking: str) -> str:
    """Return the first line of what MLflow says of a failure, else the error's name; no password in it."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRA:
        said += "; `uv sync --extra remote` installs it"
    return said.replace(tracking.rstrip("/"), shown(tracking).rstrip("/"))[:300]


@contextmanager
def failing_clearly(tracking: str) -> Iterator[None]:
    """Turn what goes wrong with the store inside into a LineupError, in which no password is."""
    try:
        yield
    except Exception as error:
        missing = isinstance(error, ModuleNotFoundError) and error.name in EXTRA
        if not missing and type(error).__module__.partition(".")[0] not in OTHERS:
            raise
        raise LineupError(
            f"MLflow at {shown(tracking)} could not do what was asked of it ({reason(error, tracking)})."
            " Check MLFLOW_TRACKING_URI, the server's name and password, and that it runs; then try again."
        ) from None
