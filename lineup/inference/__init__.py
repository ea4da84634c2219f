"""What a trained model answers: for files, folders, requests, corrupted and covered pictures."""
