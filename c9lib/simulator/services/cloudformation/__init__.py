"""CloudFormation: all of its operations on stacks, change sets and drift; `engine/` does the work on the resources.

moto isn't asked for what is missing here (`front.OURS_ALONE`): what it made would be in moto alone, and its engine
doesn't do what CloudFormation does.
"""
