"""Folders named as parts of a data set: train, Training, valid, test_set, seg_train, ..."""

import re
from collections.abc import Iterable

TRAINING = """train trn training trainset trainingset trainval trainingsdaten entrenamiento entrainement
           entraînement treino treinamento addestramento обучение 训练 训练集 訓練 学習 훈련"""
VALIDATION = """val vld valid validation validate dev valset validset validationset validierung
             validierungsdaten validacion validación validacao validação validazione валидация
             验证 验证集 検証 검증"""
TEST = """test tst testing testset testdataset eval evaluation holdout testdaten prueba pruebas teste тест
       测试 测试集 測試 テスト 테스트"""
WORDS = {"training": set(TRAINING.split()), "validation": set(VALIDATION.split()), "test": set(TEST.split())}
UNLABELLED = {"unlabeled", "unlabelled", "unsup", "unsupervised"}
OTHERS = set("data dataset folder image images imgs img photos pictures seg set split".split())


def part_of(name: str) -> str | None:
    """Return 'training', 'validation' or 'test' where a folder's name says that and no more; else None."""
    own = words(name)
    strange = [word for word in own if not any(word in known for known in (*WORDS.values(), OTHERS))]
    return None if strange else hinted(name)


def hinted(name: str) -> str | None:
    """Return the part of which a word in a folder's name tells, whatever else it says; None for none.

    train_val is for training.
    """
    found = {part for part, known in WORDS.items() if known & set(words(name))}
    if "test" not in found and "training" in found:
        return "training"
    return found.pop() if len(found) == 1 else None


def words(name: str) -> list[str]:
    """Return the words of a folder's name in lower case, without numbers: test of test1 and TestSet."""
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


def parts(names: Iterable[str], alone: bool = False) -> dict[str, list[str]]:
    """Return the names of folders by the part that each is; {} where they are no parts.

    A training folder needs another part beside it, for 'train' may be a class, between 'bus' and 'car'; or it
    is `alone` in having pictures, but for others of its name (Train) and unlabelled ones.
    """
    found: dict[str | None, list[str]] = {}
    for name in names:
        found.setdefault(part_of(name), []).append(name)
    rest = [name for name in found.pop(None, []) if not UNLABELLED & set(words(name))]
    named = {part: own for part, own in found.items() if part}
    return named if "training" in named and (len(named) > 1 or alone or not rest) else {}
