"""The pages, walked in a real Chromium."""
