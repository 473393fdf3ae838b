"""Runs the whole portal from a checkout: PostgreSQL, the sandbox, web and worker under one command."""
