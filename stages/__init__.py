"""Lineup: which image classifier should I trust, and how much?"""
