"""`suspects` in params.yaml: where labels that look wrong are searched for."""

from typing import Annotated

from pydantic import Field

from lineup.schema.base import Strict


class Suspects(Strict):
    """features: features/BACKBONE; folds of the cross-validation."""

    features: Annotated[str, Field(pattern=r"^features/.+$")]
    folds: Annotated[int, Field(ge=2, le=20)] = 5
