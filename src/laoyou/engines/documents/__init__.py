"""Plan documents: read their structure, draft a plan from them, and check the figures that they state."""
