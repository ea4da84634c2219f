"""A made-up study: params.yaml and data/ as the stages before compare leave them, from no training at all."""

from tests.synthetic.study import make_study

__all__ = ["make_study"]
