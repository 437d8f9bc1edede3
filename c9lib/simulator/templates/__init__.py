"""The language of CloudFormation's templates: reading, checking, parameters, functions, conditions, the order that
follows from references. Pure: knows no account."""
