"""The database: tables, queries, migrations. What a teen typed enters redacted, or not at all."""
