"""The shell: what every page shares to look and behave the same (states, icons, charts, maps, switches, search)."""
