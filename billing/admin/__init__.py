"""The money as staff see it: what was issued or heard is read only; sellers and rates are data that finance keeps."""

from billing.admin import money, papers

__all__ = ["money", "papers"]
