"""
The synthetic population, as arrays.

Pure: numbers in, arrays out. No file, clock, network or database; the same seed gives the same people. Nobody in it
exists: it keeps the published totals (age, sex, town, households) and invents everything else.
"""
