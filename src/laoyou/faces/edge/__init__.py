"""The public face on a machine of its own: no register, no account, no key; what it knows arrived as a signed bundle."""
