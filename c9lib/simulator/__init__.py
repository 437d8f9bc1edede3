"""AWS in a box: a simulated account, spoken to over HTTP on 127.0.0.1 by any AWS client. It knows `path`, and nothing
of the runbook.
"""
