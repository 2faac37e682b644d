"""Clauses in one line."""

from __future__ import annotations


def clause_line(title: str, number: str, clause: str) -> str:
    """'《会计档案管理办法》（…第79号）附表': as it is cited, in Chinese."""
    return f"《{title}》{f'（{number}）' if number else ''}{clause}"
