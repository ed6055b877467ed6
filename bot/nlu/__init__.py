"""Reads messy teen French: spelling views, features, and the models that Rasa's pipeline calls.

The doors to Rasa are in `components.py`; every other module is plain Python and is tested without it.
"""
