"""Import this for MLflow with its store in SQLite, all of it at once, as store.prepare has it."""

from lineup import quick_import
from lineup.tracking import store

store.prepare()
quick_import.load("mlflow")
for name in ("tracking", "model_registry"):
    quick_import.load(f"mlflow.store.{name}.sqlalchemy_store")
