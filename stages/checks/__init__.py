"""What can be wrong in params.yaml beyond types and ranges, found without doing any of its work."""
