"""Benchmarks: each file here measures one published set of figures, beside its peers. See README.md."""
