"""Lineup: which image classifier should I trust, and how much?"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # else TensorFlow greets with ten lines at every start
