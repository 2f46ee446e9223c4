"""The small language of `value`, `where` and the rules of `[facts.NAME]`: read here, turned into Ibis by `sources.facts`.

It has the operators of SQL that mean the same on every engine. Text in double quotes is always a column, text in single
quotes always a text, and the rest of SQL is refused.
"""

from xlmarket.config.expression.nodes import Call, Column, In, Like, Literal, Missing, Node, Operation, columns_of
from xlmarket.config.expression.parser import parse

__all__ = ["Call", "Column", "In", "Like", "Literal", "Missing", "Node", "Operation", "columns_of", "parse"]
