"""IAM: moto keeps roles, users, groups, instance profiles and policies; what AWS checks and moto doesn't is added here.

Every operation here first checks (`checks.checked`), then asks moto, then corrects the answer. Operations that aren't
here are moto's own.
Limits and words: facts 5.10 and 5.12, botocore's IAM model, and messages as people report them from AWS.
"""
