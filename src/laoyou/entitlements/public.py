"""
What other rooms may use of entitlements: nothing yet. What is determined stands in `Determination`, for this room's own payments.
"""
