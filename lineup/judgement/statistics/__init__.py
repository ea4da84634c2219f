"""How sure a study is: intervals and paired comparisons, over images and seeds together."""
