"""What names tell: of folders that they are a part (train, Valid, test_set), of files a class (cat_12)."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from lineup.images.members import NUMBERED

TRAINING = """train trn training trainset trainingset trainval trainingsdaten entrenamiento entrainement
           entraînement treino treinamento addestramento обучение 训练 训练集 訓練 学習 훈련"""
VALIDATION = """val vld valid validation validate dev valset validset validationset validierung
             validierungsdaten validacion validación validacao validação validazione валидация
             验证 验证集 検証 검증"""
TEST = """test tst testing testset testdataset eval evaluation holdout testdaten prueba pruebas teste тест
       测试 测试集 測試 テスト 테스트"""
WORDS = {"training": set(TRAINING.split()), "validation": set(VALIDATION.split()), "test": set(TEST.split())}
UNLABELLED = {"unlabeled", "unlabelled", "unsup", "unsupervised"}
DATE = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")
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


def classes_in(pictures: Sequence[str], known: Collection[str] = ()) -> dict[str, int] | None:
    """Return the classes in names such as cat_12.jpg, with their counts; None where the names hold none.

    A camera's numbers (IMG_0012.jpg) and dates hold none: there must be two classes, of two pictures each on
    average, and most of them of more than one; unless all are known.
    """
    found = [NUMBERED.fullmatch(PurePosixPath(picture).stem) for picture in pictures]
    counts = Counter(match[1] for match in found if match)
    if counts and counts.total() == len(pictures) and counts.keys() <= set(known):
        return dict(sorted(counts.items()))
    if all(map(part_of, counts)) or any(map(DATE.search, counts)):
        return None  # train_12.jpg, 2018-12-11-15_031.jpg
    if 2 * sum(count > 1 for count in counts.values()) < len(counts):
        return None
    if len(counts) < 2 or 2 * len(counts) > len(pictures) or 10 * counts.total() < 9 * len(pictures):
        return None
    return dict(sorted(counts.items()))
