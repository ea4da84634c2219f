"""What predictions, costs and histories say: tables, figures, sentences, and the report's pages."""
