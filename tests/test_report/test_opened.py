"""What an opened picture shows, worked by hand."""

import pandas as pd

from lineup.report import cards

PREDICTIONS = pd.DataFrame(
    [
        # variant, row, seed, class_id, predicted, confidence
        ("one", 7, 0, 1, 1, 0.5),
        ("one", 7, 1, 1, 0, 0.9),
        ("one", 7, 2, 1, 1, 0.7),
        ("two", 7, 0, 1, 0, 0.8),
        ("one", 8, 0, 0, 0, 0.6),
        ("one", 8, 1, 0, 1, 0.7),
        ("one", 9, 0, 0, 0, 1.0),
    ],
    columns=["variant", "row", "seed", "class_id", "predicted", "confidence"],
)


def test_each_variants_answer_is_that_of_most_seeds_else_the_surest() -> None:
    found = cards.answers(PREDICTIONS, [7, 8], ["cat", "dog"], ["two", "one"])
    assert found == {
        "variants": ["two", "one"],
        "seeds": [1, 3],
        "classes": ["cat", "dog"],
        "said": {"7": [1, [0, "80.0%", 1], [1, "60.0%", 2]], "8": [0, [], [1, "70.0%", 1]]},
    }
