"""The tools that keep the work tree in order, tested on what they must find."""
