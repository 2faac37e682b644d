"""The benchmarks' own machinery, tested: a wrong percentile would be published."""
