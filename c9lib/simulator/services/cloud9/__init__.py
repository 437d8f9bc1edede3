"""AWS Cloud9: all 13 operations of its API, and the stack, instance and security group behind them."""
