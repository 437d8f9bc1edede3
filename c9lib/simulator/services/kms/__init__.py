"""AWS KMS, as far as it goes for EBS: keys and their states, key policies, aliases, grants. Nothing is encrypted."""
