"""What params.yaml may say: its sections as pydantic models. lineup/schema/params.py puts them together."""
