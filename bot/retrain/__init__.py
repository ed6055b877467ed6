"""Evaluation of the trained model on messages written apart, and the gates that a promotion must pass."""
