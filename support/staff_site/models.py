"""The staff pages own no table; Django sends post_migrate to apps with this file alone."""
