"""The report: words, figures, pictures and templates. Reads what judgement found, feeds nothing."""
