"""The template engine: a workbook with tags in its cells and a context become a finished workbook. It knows no market.

`compile_template` reads a template once, `render` and `render_to` fill it. An `Environment` and an `Evaluator` bring what
only the caller knows: filters, functions in formulas.
"""

from xlmarket.template.check.warnings import report_warnings, warnings_of
from xlmarket.template.environment import PLAIN, Environment
from xlmarket.template.evaluator import Evaluator, FormulaFunctions, LiveFormula
from xlmarket.template.plan.sheets import Template
from xlmarket.template.read.compile import compile_template, problems_of
from xlmarket.template.render.render import Finish, render, render_to

__all__ = [
    "PLAIN",
    "Environment",
    "Evaluator",
    "Finish",
    "FormulaFunctions",
    "LiveFormula",
    "Template",
    "compile_template",
    "problems_of",
    "render",
    "render_to",
    "report_warnings",
    "warnings_of",
]
