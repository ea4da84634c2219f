"""A made-up study: params.yaml and data/ as the stages before compare leave them, from no training at all."""

from tests.synthetic.study import answers_of, make_study

__all__ = ["answers_of", "make_study"]
