"""Questionnaires as .xlsx workbooks, read and written without losing a cell.

Importing this package imports openpyxl, so whoever serves pages imports it when it is needed.
"""

from app.questionnaires.xlsx.read import XlsxFile, open_xlsx, read_xlsx
from app.questionnaires.xlsx.write import write_xlsx

__all__ = ["XlsxFile", "open_xlsx", "read_xlsx", "write_xlsx"]
