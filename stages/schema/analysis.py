"""Analyses that cost time: off unless a study asks for them."""

from typing import Annotated

from pydantic import Field

from stages.schema.base import Strict


class Analysis(Strict):
    """corruption_images: test images on which accuracy under corruption is measured; 0 for none."""

    corruption_images: Annotated[int, Field(ge=0)] = 0
