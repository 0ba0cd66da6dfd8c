"""The accelerator (`klankbord[fast]`): JSON Lines to rows in machine code, with the same answers.

A line goes through one loop: its fields are found in the bytes, words and values are looked up,
queries called up and tested. What is out of the ordinary (a script that is written without spaces,
a payload, a line that may be wrong) is left to the base matcher, line by line.
"""
