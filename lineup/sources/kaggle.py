"""A data set of kaggle.com, by its handle: found like any archive, else fetched with Kaggle's own client.

Public data sets need no account. For others the client reads Kaggle's own variables and files:
KAGGLE_API_TOKEN, ~/.kaggle/access_token, KAGGLE_USERNAME and KAGGLE_KEY, ~/.kaggle/kaggle.json.
"""

import contextlib
import io
from functools import partial
from pathlib import Path

import requests

from lineup.sources import obtaining, repacking, transfer

SIGN_IN = (
    "no such data set, or one for those who are signed in. For that, get a token at "
    "https://www.kaggle.com/settings and set the environment variable KAGGLE_API_TOKEN to it"
)


def fetch(
    destination: Path,
    *,
    handle: str,
    file_name: str | None = None,
    sha256: str | None = None,
    licence: str = "not stated",
) -> dict[str, str]:
    """Put the archive of `handle` (OWNER/DATASET), as published, at `destination`.

    Returns address, licence and where it was obtained. `file_name`: by default DATASET.zip.
    """
    original, said = obtain(handle, file_name, sha256)
    return {**said, "licence": licence, **repacking.deliver(original, destination)}


def obtain(
    handle: str, file_name: str | None = None, sha256: str | None = None
) -> tuple[Path, dict[str, str]]:
    """Return the archive of `handle`, and its address, file_name and where it was obtained."""
    file_name = file_name or handle.split("/")[1] + ".zip"
    address = f"https://www.kaggle.com/datasets/{handle}"
    original, obtained = obtaining.obtain(file_name, address, partial(receive, handle), sha256)
    return original, {"address": address, "file_name": file_name, "obtained": obtained}


def receive(handle: str, target: Path) -> None:
    """Fetch the archive whole to `target`; TransferError with what Kaggle answered where that fails."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the client's notices of newer versions
            address = signed_address(handle)
    except requests.RequestException as error:
        refused = error.response is not None and error.response.status_code in (401, 403, 404)
        raise transfer.TransferError(transfer.reason(error) + (f" ({SIGN_IN})" if refused else "")) from None
    except (ValueError, OSError) as error:  # a file of credentials that cannot be read
        raise transfer.TransferError(str(error)) from None
    if address is None:
        raise transfer.TransferError("Kaggle's server did not say where the archive lies")
    transfer.download(address, target)


def signed_address(handle: str) -> str | None:
    """Return the address at which Kaggle has the archive, good for some minutes; None without one.

    kagglehub.dataset_download would fetch from the same one, but unpack the archive and delete it.
    """
    from kagglehub.clients import build_kaggle_client
    from kagglesdk.datasets.types.dataset_api_service import ApiDownloadDatasetRequest

    request = ApiDownloadDatasetRequest()
    request.owner_slug, request.dataset_slug = handle.split("/")
    with (
        build_kaggle_client() as client,
        client.datasets.dataset_api_client.download_dataset(request) as said,
    ):
        return str(said.url) if said.history else None
