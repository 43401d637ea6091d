"""Appends the rows of one text table to another. Python's csv reads both.

`reading` finds the dialect of a file and its first record, `heading` decides whether that record is a header, and
`append` writes the longer file.
"""
