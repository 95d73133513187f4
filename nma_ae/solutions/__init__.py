"""What a student would write: one module per chapter, each with a table SOLUTIONS.

The table maps the name of an exercise to its solution, in the order of the chapter.
"""
