"""Asking a trained model about pictures it has not seen."""
