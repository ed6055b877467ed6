"""The pages, asked over Flask's test client."""
