"""A local store comes into being whole or not at all."""

from pathlib import Path

import mlflow
import pytest

from lineup.tracking import place, store


@pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy is deprecated")  # MLflow 3.17's own
def test_a_store_killed_while_it_was_made_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, tracking = tmp_path / "mlflow.db", f"sqlite:///{tmp_path / 'mlflow.db'}"

    def killed(*_: object, **__: object) -> None:
        (tmp_path / "mlflow.part").write_bytes(b"half a database")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mlflow, "MlflowClient", killed)
        with pytest.raises(KeyboardInterrupt):
            store.connect(tracking)
    assert not file.exists()
    number = place.experiment(store.connect(tracking), "study", Path.cwd())
    assert file.exists()
    assert not (tmp_path / "mlflow.part").exists()
    assert place.experiment(store.connect(tracking), "study", Path.cwd()) == number
