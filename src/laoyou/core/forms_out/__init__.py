"""
Forms out: a superior's blank Excel form is filled from the registers, and what was reported is kept.

workbook  bytes → cells, and back: only the cells that are filled change in the file
layout    which cells want a number, and what heads their rows and columns
terms     what a head means: conditions that rows, columns and the form itself put together
fillers   what a room can put into a cell; rooms register theirs in their `apps.ready()`
reading   heads → proposed meanings
commands  take in a form, say what its heads mean, fill it, report it
"""
