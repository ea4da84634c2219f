"""Analyses that cost time, `analysis` and `suspects` in params.yaml: off unless a study asks for them."""

from typing import Annotated

from pydantic import Field

from lineup.schema.base import Strict


class Analysis(Strict):
    """corruption_images: test images on which accuracy under corruption is measured; 0 for none.

    attention_errors: most confident mistakes of a variant for which the report shows what the net looked at.
    """

    corruption_images: Annotated[int, Field(ge=0)] = 0
    attention_errors: Annotated[int, Field(ge=0, le=24)] = 0


class Suspects(Strict):
    """features: features/BACKBONE; folds of the cross-validation."""

    features: Annotated[str, Field(pattern=r"^features/.+$")]
    folds: Annotated[int, Field(ge=2, le=20)] = 5
