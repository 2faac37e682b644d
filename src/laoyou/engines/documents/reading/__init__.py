"""Reads numbered lines into a `Document`: clauses, running text and tables, each with its places."""

from laoyou.engines.documents.reading.document import read_document

__all__ = ["read_document"]
