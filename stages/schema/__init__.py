"""What params.yaml may say: its sections as pydantic models. stages/params.py puts them together."""
